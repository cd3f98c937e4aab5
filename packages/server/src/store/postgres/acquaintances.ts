import type { Acquaintance } from "../../ports/acquaintances.ts";
import { loungeId, type UserId } from "../../ports/model.ts";
import { number, text } from "../columns.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";

/**
 * Whether the users of these keys share a room. The lounge first: nearly everybody is in it, and it is the last that the walk over their
 * common rooms would come to. Each part has a limit, which holds PostgreSQL to asking for one pair after another: as joins they could become
 * scans of all members.
 */
export const shareRoom = (a: string, b: string): string => {
  const isInLounge = (key: string) =>
    `(SELECT 1 FROM members m WHERE m."user" = ${key} AND m.room_id = '${loungeId}' LIMIT 1) IS NOT NULL`;
  const shared = `(SELECT 1 FROM members x JOIN members y ON y."user" = ${b} AND y.room_id = x.room_id
    WHERE x."user" = ${a} LIMIT 1) IS NOT NULL`;
  return `(CASE WHEN ${isInLounge(a)} AND ${isInLounge(b)} THEN TRUE ELSE ${shared} END)`;
};

export function acquaintancesReader(
  db: Connection,
): (userId: UserId, among: readonly UserId[]) => Promise<readonly Acquaintance[]> {
  const known = new Statement(
    db,
    `SELECT o.id, o.last_active_at FROM users self CROSS JOIN unnest($2::text[]) WITH ORDINALITY AS asked (id, place)
     CROSS JOIN LATERAL (SELECT u.key, u.id, u.last_active_at FROM users u WHERE u.id = asked.id AND u.kind IS NOT NULL LIMIT 1) o
     WHERE self.id = $1 AND self.kind IS NOT NULL AND (o.key = self.key OR ${shareRoom("self.key", "o.key")})
     ORDER BY asked.place`,
  );
  return async (userId, among) => {
    const rows = await known.all(userId, [...new Set(among)]);
    return rows.map(([id, lastActiveAt]) => ({ userId: text(id), lastActiveAt: number(lastActiveAt) }));
  };
}
