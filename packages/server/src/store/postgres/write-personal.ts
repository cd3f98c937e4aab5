import type { Blocking, BlockOutcome } from "../../ports/personal.ts";
import type { Functions } from "../calls.ts";
import { number } from "../columns.ts";
import { ReadsTable } from "./reads-table.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";

type PersonalWrites = "markRead" | "setMute" | "block" | "unblock";

/** What users keep for themselves. */
export function personalWrites(db: Connection): Pick<Functions, PersonalWrites> {
  const reads = new ReadsTable(db);
  const mark = new Statement(
    db,
    `INSERT INTO reads ("user", room, message) VALUES ($1, $2, $3) ON CONFLICT ("user", room) DO UPDATE SET message = $3`,
  );
  const mute = new Statement(
    db,
    `INSERT INTO mutes ("user", room, until) VALUES ($1, $2, $3) ON CONFLICT ("user", room) DO UPDATE SET until = $3`,
  );
  const unmute = new Statement(db, `DELETE FROM mutes WHERE "user" = $1 AND room = $2`);
  return {
    markRead: async ({ userId, roomId, messageId }) => {
      const place = await reads.place(userId, roomId);
      if (place === null) return { kind: "no_room" };
      const to = Math.max(0, Math.min(messageId, place.newest));
      if (to <= (place.readTo ?? -1)) return { kind: "unchanged" };
      await mark.run(place.user, place.room, to);
      return { kind: "done" };
    },
    setMute: async ({ userId, roomId, until }) => {
      const place = await reads.place(userId, roomId);
      if (place === null) return { kind: "no_room" };
      if (place.mutedUntil === until) return { kind: "unchanged" };
      await (until === null ? unmute.run(place.user, place.room) : mute.run(place.user, place.room, until));
      return { kind: "done" };
    },
    ...blockWrites(db),
  };
}

function blockWrites(db: Connection): Pick<Functions, "block" | "unblock"> {
  const find = new Statement(
    db,
    `SELECT u.key, o.key, b.other, (SELECT count(*) FROM blocks c WHERE c."user" = u.key)
     FROM users u CROSS JOIN users o LEFT JOIN blocks b ON b."user" = u.key AND b.other = o.key
     WHERE u.id = $1 AND u.kind IS NOT NULL AND o.id = $2 AND o.kind IS NOT NULL`,
  );
  const insert = new Statement(db, `INSERT INTO blocks ("user", other) VALUES ($1, $2)`);
  const remove = new Statement(
    db,
    `DELETE FROM blocks WHERE "user" = (SELECT key FROM users WHERE id = $1) AND other = (SELECT key FROM users WHERE id = $2)`,
  );
  const block = async ({ userId, otherId, maxBlocks }: Blocking): Promise<BlockOutcome> => {
    const row = await find.get(userId, otherId);
    if (row === null || userId === otherId) return { kind: "no_user" };
    const [user, other, found, count] = row;
    if (found !== null) return { kind: "unchanged" };
    if (number(count) >= maxBlocks) return { kind: "too_many" };
    await insert.run(number(user), number(other));
    return { kind: "done" };
  };
  return {
    block,
    unblock: async (userId, otherId) => (await remove.run(userId, otherId)) > 0,
  };
}
