import type { DatabaseSync } from "node:sqlite";
import type { Acquaintance } from "../../ports/acquaintances.ts";
import { loungeId, type UserId } from "../../ports/model.ts";
import { number } from "../columns.ts";
import { Statement } from "./statement.ts";

export function acquaintancesReader(db: DatabaseSync): (userId: UserId, among: readonly UserId[]) => readonly Acquaintance[] {
  const find = new Statement(db, "SELECT key, last_active_at FROM users WHERE id = ? AND kind IS NOT NULL");
  const isIn = new Statement(db, "SELECT 1 FROM members WHERE user = ? AND room_id = ?");
  const shared = new Statement(
    db,
    "SELECT 1 FROM members a JOIN members b ON b.user = ? AND b.room_id = a.room_id WHERE a.user = ? LIMIT 1",
  );
  return (userId, among) => {
    const self = find.get(userId);
    if (self === null) return [];
    const key = number(self[0]);
    // The lounge first: nearly everybody is in it, and it is the last that the walk over their common rooms would come to.
    const isInLounge = isIn.get(key, loungeId) !== null;
    const known: Acquaintance[] = [];
    for (const id of new Set(among)) {
      const other = find.get(id);
      if (other === null) continue;
      const otherKey = number(other[0]);
      const isKnown =
        otherKey === key || (isInLounge && isIn.get(otherKey, loungeId) !== null) || shared.get(key, otherKey) !== null;
      if (isKnown) known.push({ userId: id, lastActiveAt: number(other[1]) });
    }
    return known;
  };
}
