import type { Message, Person, Room } from "../../ports/model.ts";
import { untouched } from "../../ports/model.ts";
import type { NewPrivatePost, PrivatePostOutcome } from "../../ports/posts.ts";
import type { Functions } from "../calls.ts";
import type { Row } from "../columns.ts";
import { number } from "../columns.ts";
import { BlocksTable } from "./blocks-table.ts";
import type { Emit, Joiner } from "./joiner.ts";
import type { Ledger, OpenRoom } from "./ledger.ts";
import { sortedPair } from "./rooms-table.ts";
import type { Connection } from "./statement.ts";
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
  readonly pulse: () => Promise<unknown>;
}

interface DirectWrites extends Pick<Functions, "openDirect"> {
  /** A private message that `PostWriter` left, as the room may have to be made. */
  readonly postPrivate: (post: NewPrivatePost) => Promise<PrivatePostOutcome>;
}

export function directWrites(db: Connection, { ledger, joiner, emit, pulse }: DirectParts): DirectWrites {
  const blocks = new BlocksTable(db);
  const columns = "u.id, u.kind, u.name, u.key";
  const userById = new Statement(db, `SELECT ${columns} FROM users u WHERE u.id = $1 AND u.kind IS NOT NULL`);
  // Whoever holds the name, and only if nobody does the one of that id.
  const recipient = new Statement(
    db,
    `SELECT ${columns} FROM names n JOIN users u ON u.key = n."user" WHERE n.key = $1 UNION ALL
     SELECT ${columns} FROM users u WHERE u.id = $2 AND u.kind IS NOT NULL AND NOT EXISTS (SELECT 1 FROM names n WHERE n.key = $1)`,
  );
  const insertRoom = new Statement(db, "INSERT INTO rooms (id, kind, low, high) VALUES ($1, 1, $2, $3) RETURNING key");
  const memberOf = (row: Row | null): Member | null => row && { key: number(row[3]), person: personOf(row) };
  const open = async (from: Member, to: Member, { newRoomId, at }: { newRoomId: string; at: number }): Promise<OpenRoom> => {
    const existing = await ledger.direct(from.key, to.key);
    if (existing !== null) return existing;
    const people = from.key === to.key ? [from.person] : [from.person, to.person];
    const row = await insertRoom.get(newRoomId, Math.min(from.key, to.key), Math.max(from.key, to.key));
    const room: Room = { id: newRoomId, kind: "direct", name: null, topic: null, archivedAt: null, pair: sortedPair(people) };
    const opened = ledger.made({ key: number(row?.[0]), room });
    for (const person of people) await joiner.join(opened, person, { role: "member", by: null, at });
    return opened;
  };
  return {
    openDirect: async ({ from, to, newRoomId, at }) => {
      const [a, b] = (await Promise.all([userById.get(from), userById.get(to)])).map(memberOf);
      if (a === undefined || a === null || b === undefined || b === null) return { kind: "no_user" };
      return { kind: "room", room: (await open(a, b, { newRoomId, at })).room };
    },
    postPrivate: async ({ author, toNameKey, toId, text, at, newRoomId, clientKey }) => {
      const rows = await Promise.all([userById.get(author.id), recipient.get(toNameKey, toId)]);
      const [from = null, to = null] = rows.map(memberOf);
      if (from === null || to === null || (await blocks.between(from.person.id, to.person.id))) {
        await pulse();
        return { kind: "no_user" };
      }
      const opened = await open(from, to, { newRoomId, at });
      const { room } = opened;
      const by: Person = { id: author.id, kind: author.kind, name: author.name };
      const { id, seq } = await ledger.append(opened, { type: "posted", at, by, text, clientKey });
      const message: Message = { id, roomId: room.id, seq, author: by, text, file: null, at, ...untouched };
      emit({ type: "posted", room, seq, at, message });
      return { kind: "posted", message };
    },
  };
}
