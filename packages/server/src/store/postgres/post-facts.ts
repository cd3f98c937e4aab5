import type { FileId, FileRef, Message, MessageId, RoomId, UnixMs, UserId } from "../../ports/model.ts";
import type { NewPrivatePost } from "../../ports/posts.ts";
import { mayRead } from "../../ports/rights.ts";
import { wholeServer } from "../ban-rows.ts";
import type { Row } from "../columns.ts";
import { number, numberOrNull, text } from "../columns.ts";
import { fileColumns, refOf } from "../file-rows.ts";
import { joint } from "./joint.ts";
import type { Answerable, Callable } from "./links.ts";
import { callsIn, Links } from "./links.ts";
import { LogTable } from "./log-table.ts";
import type { AnyPost } from "./posted.ts";
import { isOpen, isPrivate } from "./posted.ts";
import type { KeyedRoom } from "./rooms-table.ts";
import { keyedRoomOf, roomColumns, roomMembers } from "./rooms-table.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";

export interface FoundRoom extends KeyedRoom {
  /** A direct room in which one of the two has blocked the other. */
  readonly isCut: boolean;
}

interface FoundFile {
  readonly ref: FileRef;
  readonly ownerId: UserId;
  /** Attached to something. */
  readonly isTaken: boolean;
}

/** What a run of posts is decided by, as it was when its first was about to be. */
export interface PostFacts {
  readonly authors: ReadonlyMap<UserId, { readonly key: number; readonly isGone: boolean }>;
  readonly rooms: Map<RoomId, FoundRoom>;
  /** By `directOf`. */
  readonly directs: Map<string, FoundRoom>;
  /** `joint(userId, roomId)`. */
  readonly members: Set<string>;
  /** Of the authors; until null for ever. */
  readonly bans: ReadonlyMap<UserId, readonly { readonly room: number; readonly until: UnixMs | null }[]>;
  /** By `joint(authorId, clientKey)`. */
  readonly repeated: ReadonlyMap<string, Message>;
  /** Those that an account holds. */
  readonly names: ReadonlySet<string>;
  readonly answerable: ReadonlyMap<MessageId, Answerable>;
  readonly callable: Callable;
  readonly files: Map<FileId, FoundFile>;
}

/** Whom a private message is from and to, as far as the message itself tells. */
export function directOf({ author, toNameKey, toId }: NewPrivatePost): string {
  return joint(author.id, joint(toNameKey, toId === null ? "-" : `+${toId}`));
}

/** Whether the author of a post of this run may read the room. */
export function mayAuthorRead(facts: PostFacts, { key, room }: KeyedRoom, userId: UserId): boolean {
  if (room.kind === "direct") return room.pair.some(({ id }) => id === userId);
  return mayRead(room, { isMember: facts.members.has(joint(userId, room.id)), isBanned: isBanned(facts, key, userId) });
}

export function isBanned({ bans }: PostFacts, room: number, userId: UserId): boolean {
  return bans.get(userId)?.some((ban) => ban.room === room) ?? false;
}

/** From the server. */
export function isShutOut({ bans }: PostFacts, userId: UserId, at: UnixMs): boolean {
  return bans.get(userId)?.some(({ room, until }) => room === wholeServer && (until === null || until > at)) ?? false;
}

const isCut = `(EXISTS (SELECT 1 FROM blocks x WHERE x."user" = r.low AND x.other = r.high)
  OR EXISTS (SELECT 1 FROM blocks x WHERE x."user" = r.high AND x.other = r.low))`;

function foundRoomOf(row: Row): FoundRoom {
  return { ...keyedRoomOf(row.slice(2)), isCut: row[1] === true };
}

/** Reads what a run of posts is decided by: each thing once for all of them, and all that does not follow from another at once. */
export class PostFactsReader {
  readonly #log: LogTable;
  readonly #links: Links;
  readonly #authors: Statement;
  readonly #rooms: Statement;
  readonly #directs: Statement;
  readonly #members: Statement;
  readonly #bans: Statement;
  readonly #repeated: Statement;
  readonly #names: Statement;
  readonly #files: Statement;

  constructor(db: Connection) {
    // Not as a join: PostgreSQL then takes only one of the two columns of the index that follows, and reads all that the author ever wrote.
    const author = "(SELECT u.key FROM users u WHERE u.id = k.author)";
    this.#log = new LogTable(db);
    this.#links = new Links(db);
    this.#authors = new Statement(db, "SELECT id, key, deleted_at IS NOT NULL FROM users WHERE id = ANY($1::text[])");
    this.#rooms = new Statement(
      db,
      `SELECT 0, ${isCut}, ${roomColumns} FROM rooms r ${roomMembers} WHERE r.id = ANY($1::text[])`,
    );
    this.#directs = new Statement(
      db,
      `SELECT k.place, ${isCut}, ${roomColumns}
       FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS k (author, name, id, place)
       JOIN users f ON f.id = k.author
       CROSS JOIN LATERAL (SELECT coalesce(
         (SELECT n."user" FROM names n WHERE n.key = k.name), (SELECT u.key FROM users u WHERE u.id = k.id)) AS key) t
       JOIN rooms r ON r.low = least(f.key, t.key) AND r.high = greatest(f.key, t.key) ${roomMembers}
       WHERE t.key IS NOT NULL`,
    );
    this.#members = new Statement(
      db,
      `SELECT k.author, k.room FROM unnest($1::text[], $2::text[]) AS k (author, room)
       JOIN members m ON m."user" = ${author} AND m.room_id = k.room`,
    );
    this.#bans = new Statement(
      db,
      `SELECT u.id, b.room, b.until FROM users u JOIN bans b ON b."user" = u.key WHERE u.id = ANY($1::text[])`,
    );
    this.#repeated = new Statement(
      db,
      `SELECT k.author, k.key, l.id, r.id FROM unnest($1::text[], $2::text[]) AS k (author, key)
       JOIN log l ON l."user" = ${author} AND l.client_key = k.key JOIN rooms r ON r.key = l.room`,
    );
    this.#names = new Statement(db, "SELECT key FROM names WHERE key = ANY($1::text[])");
    this.#files = new Statement(db, `SELECT ${fileColumns}, attached_to FROM files WHERE id = ANY($1::text[])`);
  }

  async read(posts: readonly AnyPost[]): Promise<PostFacts> {
    const [direct, open] = [posts.filter(isPrivate), posts.filter(isOpen)];
    const authorIds = [...new Set(posts.map(({ author }) => author.id))];
    const places = open.map(({ author, roomId }) => [author.id, roomId] as const);
    const linked = open.flatMap(({ roomId, links }) => (links === undefined ? [] : { roomId, ...links }));
    const answered = linked.flatMap(({ replyTo, thread }) => [replyTo ?? [], thread ?? []].flat());
    const nameKeys = posts.flatMap(({ nameKey }) => nameKey ?? []);
    const fileIds = open.flatMap(({ file }) => file ?? []);
    const clientKeys = posts.flatMap(({ author, clientKey }) => (clientKey === null ? [] : [[author.id, clientKey] as const]));
    const [authors, bans, rooms, members, directs, sent, names, answerable, callable, files] = await Promise.all([
      this.#authors.all(authorIds),
      this.#bans.all(authorIds),
      this.#roomsOf(open.map(({ roomId }) => roomId)),
      this.#membersOf(places),
      this.#directsOf(direct),
      clientKeys.length === 0 ? [] : this.#repeated.all(...columnsOf(clientKeys)),
      nameKeys.length === 0 ? [] : this.#names.all([...new Set(nameKeys)]),
      this.#links.answerable([...new Set(answered)]),
      this.#links.callable(linked.flatMap(({ roomId, calls }) => callsIn(roomId, calls))),
      fileIds.length === 0 ? [] : this.#files.all([...new Set(fileIds)]),
    ]);
    const facts = {
      authors: new Map(authors.map(([id, key, isGone]) => [text(id), { key: number(key), isGone: isGone === true }])),
      bans: bansByUser(bans),
      names: new Set(names.map(([key]) => text(key))),
      files: new Map(files.map((row) => [text(row[0]), fileOf(row)])),
    };
    const repeated = await this.#messagesOf(sent, { rooms, members });
    return { ...facts, rooms, members, directs, answerable, callable, repeated };
  }

  /** What was sent before under the same client keys, and what it takes to know who may read it. */
  async #messagesOf(
    sent: readonly Row[],
    { rooms, members }: Pick<PostFacts, "rooms" | "members">,
  ): Promise<ReadonlyMap<string, Message>> {
    if (sent.length === 0) return new Map();
    const [messages, sentTo, sentBy] = await Promise.all([
      this.#log.messages(sent.map((row) => number(row[2]))),
      this.#roomsOf(sent.map((row) => text(row[3]))),
      this.#membersOf(sent.map((row) => [text(row[0]), text(row[3])])),
    ]);
    for (const [id, room] of sentTo) rooms.set(id, room);
    for (const member of sentBy) members.add(member);
    const byId = new Map(messages.map((message) => [message.id, message]));
    const repeated = new Map<string, Message>();
    for (const [author, clientKey, id] of sent) {
      const message = byId.get(number(id));
      if (message !== undefined) repeated.set(joint(text(author), text(clientKey)), message);
    }
    return repeated;
  }

  async #roomsOf(ids: readonly RoomId[]): Promise<Map<RoomId, FoundRoom>> {
    const rows = ids.length === 0 ? [] : await this.#rooms.all([...new Set(ids)]);
    return new Map(rows.map(foundRoomOf).map((found) => [found.room.id, found]));
  }

  async #membersOf(places: readonly (readonly [UserId, RoomId])[]): Promise<Set<string>> {
    const once = new Map(places.map((place) => [joint(...place), place]));
    const rows = once.size === 0 ? [] : await this.#members.all(...columnsOf([...once.values()]));
    return new Set(rows.map(([userId, roomId]) => joint(text(userId), text(roomId))));
  }

  async #directsOf(posts: readonly NewPrivatePost[]): Promise<Map<string, FoundRoom>> {
    const once = [...new Map(posts.map((post) => [directOf(post), post]))];
    if (once.length === 0) return new Map();
    const rows = await this.#directs.all(
      once.map(([, { author }]) => author.id),
      once.map(([, { toNameKey }]) => toNameKey),
      once.map(([, { toId }]) => toId),
    );
    return new Map(rows.map((row) => [once[number(row[0]) - 1]?.[0] ?? "", foundRoomOf(row)]));
  }
}

function columnsOf(pairs: readonly (readonly [string, string])[]): [string[], string[]] {
  return [pairs.map(([first]) => first), pairs.map(([, second]) => second)];
}

function bansByUser(rows: readonly Row[]): PostFacts["bans"] {
  const bans = new Map<UserId, { room: number; until: UnixMs | null }[]>();
  for (const [id, room, until] of rows) {
    const held = bans.get(text(id)) ?? [];
    held.push({ room: number(room), until: numberOrNull(until) });
    bans.set(text(id), held);
  }
  return bans;
}

function fileOf(row: Row): FoundFile {
  return { ref: refOf(row), ownerId: text(row[8]), isTaken: row[10] !== null };
}
