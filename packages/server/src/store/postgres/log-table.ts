import type { Message, MessageId, MessageVersion, Person, Room, RoomEvent, RoomId, Seq } from "../../ports/model.ts";
import { eventTypes, wordOf } from "../codes.ts";
import type { Row } from "../columns.ts";
import { number, text } from "../columns.ts";
import { banFrom, joinedFrom, leftFrom, lookFrom, roleFrom } from "../details.ts";
import { messageColumns, messageOf, messageParts } from "./message-rows.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";
import { personOf, shownName } from "./users-table.ts";

/** Of an event: its own columns before those of the message that it posted, or is about. */
const eventColumns = `l.seq, l.at, l.text, l.type, u.id, l.user_kind, ${shownName}`;
const ofEvent = 7;

interface ByRow {
  readonly by: Person | null;
}

/** Reading events and messages. Each answer of one statement is of one instant; `eventsAfter` alone may take two. */
export class LogTable {
  readonly #byId: Statement;
  readonly #byIds: Statement;
  readonly #before: Statement;
  readonly #from: Statement;
  readonly #events: Statement;
  readonly #versions: Statement;
  readonly #pins: Statement;
  readonly #thread: Statement;
  readonly #deletedNames: Statement;

  constructor(db: Connection) {
    // The page is found by one index alone, and only then is each row of it looked up in the others.
    const paged = (page: string, order: string): Statement =>
      new Statement(
        db,
        `SELECT ${messageColumns("m")} FROM (${page}) p JOIN log m ON m.id = p.message ${messageParts("m")} ORDER BY ${order}`,
      );
    const posts = (rest: string): string => `SELECT id AS message FROM log WHERE room = $1 AND type = 0 AND ${rest} LIMIT $3`;
    const present = `SELECT ${messageColumns("m")} FROM log m ${messageParts("m")}`;
    this.#byId = new Statement(db, `${present} WHERE m.id = $1 AND m.type = 0`);
    this.#byIds = new Statement(db, `${present} WHERE m.id = ANY($1::bigint[]) AND m.type = 0 ORDER BY m.id`);
    this.#before = paged(posts("id < $2 ORDER BY id DESC"), "p.message");
    this.#from = paged(posts("id >= $2 ORDER BY id"), "p.message");
    this.#pins = paged(
      `SELECT message, pin FROM changes
       WHERE room = (SELECT key FROM rooms WHERE id = $1) AND pin IS NOT NULL ORDER BY pin DESC LIMIT $2`,
      "p.pin DESC",
    );
    this.#thread = paged("SELECT message FROM changes WHERE thread = $1 AND message > $2 ORDER BY message LIMIT $3", "p.message");
    this.#events = new Statement(
      db,
      `SELECT ${eventColumns}, ${messageColumns("m")} FROM
         (SELECT * FROM log WHERE room = $1 AND seq > $2 ORDER BY seq LIMIT $3) l
       JOIN users u ON u.key = l."user"
       LEFT JOIN (log m ${messageParts("m")}) ON m.id = CASE WHEN l.type = 0 THEN l.id ELSE l.message END ORDER BY l.seq`,
    );
    this.#versions = new Statement(
      db,
      `SELECT v.text, v.at FROM (
         SELECT 0 AS number, text, at FROM log WHERE id = $1 AND type = 0 UNION ALL
         SELECT number, text, at FROM edits WHERE message = $1
       ) v WHERE NOT EXISTS (SELECT 1 FROM changes WHERE message = $1 AND deleted_at IS NOT NULL) ORDER BY v.number`,
    );
    this.#deletedNames = new Statement(db, "SELECT id, name FROM users WHERE id = ANY($1::text[]) AND deleted_at IS NOT NULL");
  }

  async message(id: MessageId): Promise<Message | null> {
    const row = await this.#byId.get(id);
    return row && messageOf(row);
  }

  /** Those that are there, by rising ids. */
  async messages(ids: readonly MessageId[]): Promise<Message[]> {
    return ids.length === 0 ? [] : (await this.#byIds.all(ids)).map(messageOf);
  }

  /** The newest messages of a room, oldest first. */
  newest(room: number, limit: number): Promise<Message[]> {
    return this.before(room, Number.MAX_SAFE_INTEGER, limit);
  }

  /** The last messages of a room with smaller ids, oldest first. */
  async before(room: number, id: MessageId, limit: number): Promise<Message[]> {
    return (await this.#before.all(room, id, limit)).map(messageOf);
  }

  /** The first messages of a room with this id or greater ones, oldest first. */
  async from(room: number, id: MessageId, limit: number): Promise<Message[]> {
    return (await this.#from.all(room, id, limit)).map(messageOf);
  }

  async versionsOf(id: MessageId): Promise<MessageVersion[]> {
    const rows = await this.#versions.all(id);
    return rows.map(([body, at]) => ({ text: text(body), at: number(at) }));
  }

  async pinsOf(roomId: RoomId, limit: number): Promise<Message[]> {
    return (await this.#pins.all(roomId, limit)).map(messageOf);
  }

  async threadAfter(rootId: MessageId, afterId: MessageId, limit: number): Promise<Message[]> {
    return (await this.#thread.all(rootId, afterId, limit)).map(messageOf);
  }

  async eventsAfter({ key, room }: { key: number; room: Room }, afterSeq: Seq, limit: number): Promise<RoomEvent[]> {
    const events = (await this.#events.all(key, afterSeq, limit)).map((row) => eventOf(room, row));
    return this.#shown(events);
  }

  /** Who is named in an event's details may have been deleted since. */
  async #shown(events: RoomEvent[]): Promise<RoomEvent[]> {
    const named = new Set(events.flatMap((event) => namedIn(event) ?? []));
    if (named.size === 0) return events;
    const rows = await this.#deletedNames.all([...named]);
    const names = new Map(rows.map(([id, name]) => [text(id), text(name)]));
    return events.map((event) => {
      const name = names.get(namedIn(event) ?? "");
      if (name === undefined || !("by" in event) || event.by === null) return event;
      return { ...event, by: { ...event.by, name } };
    });
  }
}

/** By whom a thing was done to somebody else, which only the details of an event tell. */
function namedIn(event: RoomEvent): string | null {
  return "user" in event && "by" in event ? ((event satisfies ByRow).by?.id ?? null) : null;
}

function eventOf(room: Room, row: Row): RoomEvent {
  const [seq, at, told, code, userId] = row;
  const base = { room, seq: number(seq), at: number(at) };
  const type = wordOf(eventTypes, code);
  const who = (): Person => personOf(row.slice(4));
  switch (type) {
    case "posted":
      return { ...base, type, message: messageOf(row.slice(ofEvent)) };
    case "reaction_added":
    case "reaction_removed":
      return { ...base, type, emoji: text(told), userId: text(userId), message: messageOf(row.slice(ofEvent)) };
    case "edited":
    case "deleted":
    case "pinned":
    case "unpinned":
      return { ...base, type, by: who(), message: messageOf(row.slice(ofEvent)) };
    case "member_joined":
      return { ...base, type, user: who(), ...joinedFrom(text(told)) };
    case "member_left":
      return { ...base, type, user: who(), ...leftFrom(text(told)) };
    case "role_changed":
      return { ...base, type, user: who(), ...roleFrom(text(told)) };
    case "banned":
    case "unbanned":
      return { ...base, type, user: who(), ...banFrom(text(told)) };
    case "room_changed":
      return { ...base, type, room: { ...room, ...lookFrom(text(told)) }, by: who() };
  }
}
