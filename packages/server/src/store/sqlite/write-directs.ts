import type { DatabaseSync } from "node:sqlite";
import type { Message, Person } from "../../ports/model.ts";
import type { Handlers } from "./calls.ts";
import type { Emit, Joiner } from "./joiner.ts";
import type { Ledger, OpenRoom } from "./ledger.ts";
import { number, Statement, text as textOf } from "./statement.ts";
import type { PostWriter } from "./write-posts.ts";

interface Account {
  readonly key: number;
  readonly person: Person;
}

interface DirectParts {
  readonly ledger: Ledger;
  readonly joiner: Joiner;
  readonly posts: PostWriter;
  readonly emit: Emit;
  /** Makes a durable write that changes nothing anybody sees. */
  readonly pulse: () => void;
}

export function directWrites(
  db: DatabaseSync,
  { ledger, joiner, posts, emit, pulse }: DirectParts,
): Handlers<"openDirect" | "postPrivate"> {
  const accountById = new Statement(db, "SELECT key, name, id FROM users WHERE id = ? AND kind = 0");
  const accountByName = new Statement(
    db,
    "SELECT u.key, u.name, u.id FROM names n JOIN users u ON u.key = n.user WHERE n.key = ?",
  );
  const insertRoom = new Statement(db, "INSERT INTO rooms (id, kind, low, high) VALUES (?, 1, ?, ?)");
  const find = (statement: Statement, word: string): Account | null => {
    const row = statement.get(word);
    return row && { key: number(row[0]), person: { kind: "account", name: textOf(row[1]), id: textOf(row[2]) } };
  };
  const open = (from: Account, to: Account, { newRoomId, at }: { newRoomId: string; at: number }): OpenRoom => {
    const existing = ledger.open(ledger.rooms.byPair(from.key, to.key));
    if (existing !== null) return existing;
    insertRoom.run(newRoomId, Math.min(from.key, to.key), Math.max(from.key, to.key));
    const room = ledger.room(newRoomId);
    if (room === null) throw new Error("a room just made is not there");
    joiner.join(room, from.person, at);
    if (to.key !== from.key) joiner.join(room, to.person, at);
    return room;
  };
  return {
    openDirect: ({ from, to, newRoomId, at }) => {
      const [a, b] = [find(accountById, from), find(accountById, to)];
      return a === null || b === null ? { kind: "no_user" } : { kind: "room", room: open(a, b, { newRoomId, at }).room };
    },
    postPrivate: ({ author, toNameKey, text, at, newRoomId, clientKey }) => {
      const repeated = posts.repeated(author.id, clientKey);
      if (repeated !== null) return { kind: "repeated", message: repeated };
      const [from, to] = [find(accountById, author.id), find(accountByName, toNameKey)];
      if (from === null || to === null) {
        pulse();
        return { kind: "no_user" };
      }
      const opened = open(from, to, { newRoomId, at });
      const { room } = opened;
      const by: Person = { id: author.id, kind: author.kind, name: author.name };
      const { id, seq } = ledger.append(opened, { type: "posted", at, by, text, clientKey });
      const message: Message = { id, roomId: room.id, seq, author: by, text, file: null, at, reactions: [] };
      emit({ type: "posted", room, seq, at, message });
      return { kind: "posted", message };
    },
  };
}
