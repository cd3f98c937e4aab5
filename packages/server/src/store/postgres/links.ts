import type { Mentions, MessageId, RoomId, UserId } from "../../ports/model.ts";
import type { Calls } from "../../ports/posts.ts";
import { number, numberOrNull, text } from "../columns.ts";
import { mentionsColumn } from "../details.ts";
import type { Linked } from "../post-fields.ts";
import { joint } from "./joint.ts";
import type { OpenRoom } from "./ledger.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";

/** A message that another one may answer: the key of its room, and the thread it is in. */
export interface Answerable {
  readonly room: number;
  readonly thread: MessageId | null;
}

/** A folded name in a room, which may be a member's. */
export interface Call {
  readonly roomId: RoomId;
  readonly nameKey: string;
}

/** By `joint(roomId, nameKey)`. */
export type Callable = ReadonlyMap<string, UserId>;

/** Finds what messages answer and whom they call, for many at once, and keeps it. */
export class Links {
  readonly #messages: Statement;
  readonly #members: Statement;
  readonly #insert: Statement;

  constructor(db: Connection) {
    this.#messages = new Statement(
      db,
      `SELECT l.id, l.room, c.thread FROM log l LEFT JOIN changes c ON c.message = l.id
       WHERE l.id = ANY($1::bigint[]) AND l.type = 0`,
    );
    this.#members = new Statement(
      db,
      `SELECT k.room, k.name, u.id FROM unnest($1::text[], $2::text[]) AS k (room, name)
       JOIN members m ON m."user" = (SELECT n."user" FROM names n WHERE n.key = k.name) AND m.room_id = k.room
       JOIN users u ON u.key = m."user"`,
    );
    this.#insert = new Statement(
      db,
      `INSERT INTO changes (message, room, reply_to, thread, mentions)
       SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[])`,
    );
  }

  /** Those of the messages that are there. */
  async answerable(ids: readonly MessageId[]): Promise<ReadonlyMap<MessageId, Answerable>> {
    if (ids.length === 0) return new Map();
    const rows = await this.#messages.all(ids);
    return new Map(rows.map(([id, room, thread]) => [number(id), { room: number(room), thread: numberOrNull(thread) }]));
  }

  /** Those of the names that a member of the room holds. */
  async callable(calls: readonly Call[]): Promise<Callable> {
    if (calls.length === 0) return new Map();
    const rows = await this.#members.all(
      calls.map(({ roomId }) => roomId),
      calls.map(({ nameKey }) => nameKey),
    );
    return new Map(rows.map(([roomId, nameKey, id]) => [joint(text(roomId), text(nameKey)), text(id)]));
  }

  /** Whom a text written in the room calls. */
  async called({ room }: OpenRoom, calls: Calls): Promise<Mentions> {
    return mentionsOf(room.id, calls, await this.callable(callsIn(room.id, calls)));
  }

  async keep(kept: readonly { readonly id: MessageId; readonly room: number; readonly linked: Linked }[]): Promise<void> {
    await this.#insert.run(
      kept.map(({ id }) => id),
      kept.map(({ room }) => room),
      kept.map(({ linked }) => linked.replyTo),
      kept.map(({ linked }) => linked.thread),
      kept.map(({ linked }) => mentionsColumn(linked.mentions)),
    );
  }
}

export function callsIn(roomId: RoomId, calls: Calls): Call[] {
  return [...new Set(calls.names.flat())].map((nameKey) => ({ roomId, nameKey }));
}

/** Of each name's candidates the first that is a member's. */
export function mentionsOf(roomId: RoomId, calls: Calls, callable: Callable): Mentions {
  const userIds = new Set<UserId>();
  for (const candidates of calls.names) {
    for (const nameKey of candidates) {
      const id = callable.get(joint(roomId, nameKey));
      if (id === undefined) continue;
      userIds.add(id);
      break;
    }
  }
  return { userIds: [...userIds], room: calls.room };
}
