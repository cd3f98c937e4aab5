import type { DatabaseSync } from "node:sqlite";
import type { RoomId, UserId } from "../../ports/model.ts";
import { loungeId } from "../../ports/model.ts";
import type { Blocking, BlockOutcome } from "../../ports/personal.ts";
import type { Handlers } from "../calls.ts";
import { number } from "../columns.ts";
import type { Ledger, OpenRoom } from "./ledger.ts";
import { idOf, PostsIndex } from "./posts-index.ts";
import type { Reader } from "./reads-table.ts";
import { ReadsTable } from "./reads-table.ts";
import { Statement } from "./statement.ts";

type PersonalWrites = "markRead" | "setMute" | "block" | "unblock";

interface Keeping {
  readonly opened: OpenRoom;
  readonly reader: Reader;
}

/** What users keep for themselves. */
export function personalWrites(db: DatabaseSync, ledger: Ledger): Handlers<PersonalWrites> {
  const reads = new ReadsTable(db);
  const posts = new PostsIndex(db);
  const user = new Statement(db, "SELECT key FROM users WHERE id = ? AND kind IS NOT NULL");
  const mark = new Statement(
    db,
    "INSERT INTO reads (user, room, message) VALUES (?1, ?2, ?3) ON CONFLICT (user, room) DO UPDATE SET message = ?3",
  );
  const mute = new Statement(
    db,
    "INSERT INTO mutes (user, room, until) VALUES (?1, ?2, ?3) ON CONFLICT (user, room) DO UPDATE SET until = ?3",
  );
  const unmute = new Statement(db, "DELETE FROM mutes WHERE user = ? AND room = ?");

  const keyOf = (id: UserId): number | null => {
    const row = user.get(id);
    return row && number(row[0]);
  };
  /** The room, for an account or guest who may have a position in it. */
  const keeping = (userId: UserId, roomId: RoomId): Keeping | null => {
    const [opened, key] = [ledger.room(roomId), keyOf(userId)];
    if (opened === null || key === null) return null;
    const joined = ledger.rooms.joining(roomId, userId);
    return joined === null && roomId !== loungeId ? null : { opened, reader: { user: key, joined } };
  };

  return {
    markRead: ({ userId, roomId, messageId }) => {
      const kept = keeping(userId, roomId);
      if (kept === null) return { kind: "no_room" };
      const { opened, reader } = kept;
      const to = Math.max(0, Math.min(messageId, idOf(posts.newest(opened.key, 1)[0]) ?? 0));
      if (to <= (reads.place(reader, opened).readTo ?? -1)) return { kind: "unchanged" };
      mark.run(reader.user, opened.key, to);
      return { kind: "done" };
    },
    setMute: ({ userId, roomId, until }) => {
      const kept = keeping(userId, roomId);
      if (kept === null) return { kind: "no_room" };
      const { opened, reader } = kept;
      if (reads.place(reader, opened).mutedUntil === until) return { kind: "unchanged" };
      if (until === null) unmute.run(reader.user, opened.key);
      else mute.run(reader.user, opened.key, until);
      return { kind: "done" };
    },
    ...blockWrites(db, ledger, keyOf),
  };
}

function blockWrites(db: DatabaseSync, ledger: Ledger, keyOf: (id: UserId) => number | null): Handlers<"block" | "unblock"> {
  const find = new Statement(db, "SELECT 1 FROM blocks WHERE user = ? AND other = ?");
  const count = new Statement(db, "SELECT count(*) FROM blocks WHERE user = ?");
  const insert = new Statement(db, "INSERT INTO blocks (user, other) VALUES (?, ?)");
  const remove = new Statement(db, "DELETE FROM blocks WHERE user = ? AND other = ?");
  const block = ({ userId, otherId, maxBlocks }: Blocking): BlockOutcome => {
    const [user, other] = [keyOf(userId), keyOf(otherId)];
    if (user === null || other === null || user === other) return { kind: "no_user" };
    if (find.get(user, other) !== null) return { kind: "unchanged" };
    if (number(count.get(user)?.[0]) >= maxBlocks) return { kind: "too_many" };
    insert.run(user, other);
    ledger.blocksChanged(user, other);
    return { kind: "done" };
  };
  return {
    block,
    unblock: (userId, otherId) => {
      const [user, other] = [ledger.knownUserKey(userId), ledger.knownUserKey(otherId)];
      if (user === null || other === null || remove.run(user, other) === 0) return false;
      ledger.blocksChanged(user, other);
      return true;
    },
  };
}
