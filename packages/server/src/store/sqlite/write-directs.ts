import type { DatabaseSync } from "node:sqlite";
import type { Message, Person, Room } from "../../ports/model.ts";
import { untouched } from "../../ports/model.ts";
import type { PrivatePostOutcome } from "../../ports/posts.ts";
import type { Handlers } from "../calls.ts";
import type { Row } from "../columns.ts";
import { number } from "../columns.ts";
import type { PrivateFields } from "../post-fields.ts";
import { BlocksTable } from "./blocks-table.ts";
import type { Emit, Joiner } from "./joiner.ts";
import type { Ledger, OpenRoom } from "./ledger.ts";
import { Names } from "./names.ts";
import { sortedPair } from "./rooms-table.ts";
import { Statement } from "./statement.ts";
import { personOf } from "./users-table.ts";

/** An account or a guest. */
interface Member {
  readonly key: number;
  readonly person: Person;
}

interface DirectParts {
  readonly ledger: Ledger;
  readonly joiner: Joiner;
  readonly emit: Emit;
  /** Makes a durable write that changes nothing anybody sees. */
  readonly pulse: () => void;
}

interface DirectWrites extends Handlers<"openDirect"> {
  /** A private message that `PostWriter` left, as the room may have to be made. */
  readonly postPrivate: (fields: PrivateFields) => PrivatePostOutcome;
}

export function directWrites(db: DatabaseSync, { ledger, joiner, emit, pulse }: DirectParts): DirectWrites {
  const names = new Names(db);
  const blocks = new BlocksTable(db);
  const userById = new Statement(db, "SELECT id, kind, name, key FROM users WHERE id = ? AND kind IS NOT NULL");
  const userByKey = new Statement(db, "SELECT id, kind, name, key FROM users WHERE key = ?");
  const insertRoom = new Statement(db, "INSERT INTO rooms (id, kind, low, high) VALUES (?, 1, ?, ?) RETURNING key");
  const memberOf = (row: Row | null): Member | null => row && { key: number(row[3]), person: personOf(row) };
  const recipient = (nameKey: string, id: string | null): Member | null => {
    const holder = names.holder(nameKey);
    return memberOf(holder === null ? userById.get(id ?? "") : userByKey.get(holder));
  };
  const open = (from: Member, to: Member, { newRoomId, at }: { newRoomId: string; at: number }): OpenRoom => {
    const existing = ledger.direct(from.key, to.key);
    if (existing !== null) return existing;
    const people = from.key === to.key ? [from.person] : [from.person, to.person];
    const key = number(insertRoom.get(newRoomId, Math.min(from.key, to.key), Math.max(from.key, to.key))?.[0]);
    const room: Room = { id: newRoomId, kind: "direct", name: null, topic: null, archivedAt: null, pair: sortedPair(people) };
    const opened = ledger.made({ key, room });
    for (const person of people) joiner.join(opened, person, { role: "member", by: null, at });
    return opened;
  };
  return {
    openDirect: ({ from, to, newRoomId, at }) => {
      const [a, b] = [memberOf(userById.get(from)), memberOf(userById.get(to))];
      return a === null || b === null ? { kind: "no_user" } : { kind: "room", room: open(a, b, { newRoomId, at }).room };
    },
    postPrivate: ([, toNameKey, toId, authorId, kind, name, text, at, newRoomId, , clientKey]) => {
      const [from, to] = [memberOf(userById.get(authorId)), recipient(toNameKey, toId)];
      if (from === null || to === null || blocks.between(from.person.id, to.person.id)) {
        pulse();
        return { kind: "no_user" };
      }
      const opened = open(from, to, { newRoomId, at });
      const { room } = opened;
      const by: Person = { id: authorId, kind, name };
      const { id, seq } = ledger.append(opened, { type: "posted", at, by, text, clientKey });
      const message: Message = { id, roomId: room.id, seq, author: by, text, file: null, at, ...untouched };
      emit({ type: "posted", room, seq, at, message });
      return { kind: "posted", message };
    },
  };
}
