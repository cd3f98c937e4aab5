import type { Role, Room, RoomId, UserId } from "../../ports/model.ts";
import { loungeId } from "../../ports/model.ts";
import { mayDo } from "../../ports/rights.ts";
import { roles, wordOf } from "../codes.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";

/** What somebody is in a room and on the server. */
export interface Rank {
  /** Null for no member. */
  readonly role: Role | null;
  readonly isAdmin: boolean;
  /** From the room. */
  readonly isBanned: boolean;
}

const nobody: Rank = { role: null, isAdmin: false, isBanned: false };

/** Who is what where: all that a right goes by, in one statement. */
export class Staff {
  readonly #rank: Statement;

  constructor(db: Connection) {
    this.#rank = new Statement(
      db,
      `SELECT m.role, u.is_admin, b.id FROM users u
       LEFT JOIN members m ON m."user" = u.key AND m.room_id = $1
       LEFT JOIN bans b ON b.room = (SELECT key FROM rooms WHERE id = $1) AND b."user" = u.key
       WHERE u.id = $2`,
    );
  }

  async rank(roomId: RoomId, userId: UserId): Promise<Rank> {
    const row = await this.#rank.get(roomId, userId);
    if (row === null) return nobody;
    const [role, isAdmin, ban] = row;
    return { role: role === null ? null : wordOf(roles, role), isAdmin: isAdmin === 1, isBanned: ban !== null };
  }
}

/** Whether they may ban somebody from the room, and read what is kept of that. */
export function isStaff(room: Room, { role, isAdmin }: Rank): boolean {
  return room.id === loungeId ? isAdmin : mayDo(room, role, "ban");
}
