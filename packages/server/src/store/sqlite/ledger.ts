import type { DatabaseSync } from "node:sqlite";
import type { MessageId, Room, RoomId, Seq, UserId } from "../../ports/model.ts";
import { isCutOff, mayRead } from "../../ports/rights.ts";
import type { HandledRoom } from "../batches.ts";
import { codeOf, eventTypes, userKinds } from "../codes.ts";
import { number } from "../columns.ts";
import type { NewEvent, RoomDeedRecord } from "../ledger-entries.ts";
import { AuditTable } from "./audit-table.ts";
import { Bans } from "./bans.ts";
import { BlocksTable } from "./blocks-table.ts";
import { PostSettling } from "./post-settling.ts";
import type { KeyedRoom } from "./rooms-table.ts";
import { RoomsTable } from "./rooms-table.ts";
import { Statement } from "./statement.ts";

/** Users and rooms remembered between batches; past it all are forgotten and read again. */
const remembered = 32_768;

export interface OpenRoom {
  /** Of its row. */
  readonly key: number;
  room: Room;
  lastSeq: Seq;
  /** What the main thread knows the room by as it is now: a changed room has another. */
  handle: number;
  /** A direct room whose other member's account was deleted: nothing more is posted in it. */
  readonly isLeft: boolean;
  /** Null when they have to be counted. */
  memberCount: number | null;
  /** Null when it has to be found out. */
  isCutOff: boolean | null;
}

/**
 * Numbers and writes events. It remembers the last id, the last seq of each room and the keys of users, as it is the only
 * writer; `forget` must follow every rollback, because what
 * it remembers may then be of rows that are gone.
 */
export class Ledger {
  readonly rooms: RoomsTable;
  readonly bans: Bans;
  readonly audit: AuditTable;
  readonly #userKeys = new Map<UserId, number>();
  /** Of those, the deleted accounts. */
  readonly #gone = new Set<UserId>();
  readonly #openRooms = new Map<RoomId, OpenRoom>();
  /** Of those, the direct ones that were asked for by their pair: "low high". */
  readonly #directs = new Map<string, OpenRoom>();
  #news: HandledRoom[] = [];
  #lastHandle = 0;
  #firstHandle = 0;
  #hasForgotten = false;
  #lastId: MessageId | null = null;
  readonly #maxId: Statement;
  readonly #findUser: Statement;
  readonly #addUser: Statement;
  readonly #insert: Statement;
  readonly #posts: PostSettling;
  readonly #blocks: BlocksTable;

  constructor(db: DatabaseSync) {
    this.rooms = new RoomsTable(db);
    this.bans = new Bans(db);
    this.audit = new AuditTable(db);
    this.#posts = new PostSettling(db);
    this.#blocks = new BlocksTable(db);
    this.#maxId = new Statement(db, "SELECT max(id) FROM log");
    this.#findUser = new Statement(db, "SELECT key, deleted_at FROM users WHERE id = ?");
    this.#addUser = new Statement(db, "INSERT INTO users (id) VALUES (?) RETURNING key");
    this.#insert = new Statement(
      db,
      `INSERT INTO log (id, room, seq, type, at, user, user_kind, user_name, text, message, file, client_key)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
  }

  /** The key of a user, made when it is new. */
  userKey(id: UserId): number {
    return this.knownUserKey(id) ?? this.#remember(id, number(this.#addUser.get(id)?.[0]));
  }

  /** Null when nothing is known of the user. */
  knownUserKey(id: UserId): number | null {
    const known = this.#userKeys.get(id);
    if (known !== undefined) return known;
    const row = this.#findUser.get(id);
    if (row === null) return null;
    if (row[1] !== null) this.#gone.add(id);
    return this.#remember(id, number(row[0]));
  }

  /** Whether this was an account, and was deleted. */
  isGone(id: UserId): boolean {
    return this.knownUserKey(id) !== null && this.#gone.has(id);
  }

  room(id: RoomId): OpenRoom | null {
    return this.#openRooms.get(id) ?? this.open(this.rooms.byId(id));
  }

  open(found: KeyedRoom | null): OpenRoom | null {
    if (found === null) return null;
    const known = this.#openRooms.get(found.room.id);
    return known ?? this.#opened(found, this.rooms.lastSeq(found.key));
  }

  /** A room just made, in which nothing happened yet. */
  made(room: KeyedRoom): OpenRoom {
    return this.#opened(room, 0);
  }

  /** From now on the room is this. */
  change(opened: OpenRoom, room: Room): void {
    opened.room = room;
    opened.handle = this.#handleOf(room);
  }

  isReadable({ key, room }: OpenRoom, userId: UserId): boolean {
    if (room.kind === "direct") return room.pair.some(({ id }) => id === userId);
    const isBanned = this.bans.isBanned(key, userId);
    return mayRead(room, { isMember: false, isBanned }) || this.rooms.isMember(room.id, userId);
  }

  /** The room, for somebody who may read it. */
  readable(id: RoomId, userId: UserId): OpenRoom | null {
    const opened = this.room(id);
    return opened !== null && this.isReadable(opened, userId) ? opened : null;
  }

  /** Found out once for each room: messages to one are many, blocks few. */
  isCutOff(opened: OpenRoom): boolean {
    opened.isCutOff ??= isCutOff(opened.room, (by, other) => this.#blocks.has(by, other));
    return opened.isCutOff;
  }

  /** One of two users, by their keys, has blocked the other or taken that back. */
  blocksChanged(a: number, b: number): void {
    const opened = this.direct(a, b);
    if (opened !== null) opened.isCutOff = null;
  }

  #opened({ key, room, isLeft = false }: KeyedRoom, lastSeq: Seq): OpenRoom {
    const handle = this.#handleOf(room);
    const opened: OpenRoom = { key, room, lastSeq, handle, isLeft, memberCount: null, isCutOff: null };
    this.#openRooms.set(room.id, opened);
    return opened;
  }

  #handleOf(room: Room): number {
    this.#lastHandle += 1;
    this.#news.push({ handle: this.#lastHandle, room });
    return this.#lastHandle;
  }

  /** The direct room of two users, by their keys, in any order. */
  direct(a: number, b: number): OpenRoom | null {
    const pair = a < b ? `${a} ${b}` : `${b} ${a}`;
    const known = this.#directs.get(pair);
    if (known !== undefined) return known;
    const opened = this.open(this.rooms.byPair(a, b));
    if (opened !== null) this.#directs.set(pair, opened);
    return opened;
  }

  /** Enters in the audit log what was done in a room. */
  record(
    opened: OpenRoom,
    { action, at, by, userId, messageId = null, detail = null, isServers = false }: RoomDeedRecord,
  ): number {
    const { id, kind, name } = by;
    const about = { room: opened, message: messageId, detail, isServers };
    const user = userId === undefined ? {} : { user: this.userKey(userId) };
    return this.audit.append({ at, by: { id, kind, name, key: this.userKey(id) }, action, ...about, ...user });
  }

  append(room: OpenRoom, event: NewEvent): { id: MessageId; seq: Seq } {
    const id = this.nextId();
    const seq = room.lastSeq + 1;
    const { type, at, by, text, message = null, file = null, clientKey = null } = event;
    const kind = codeOf(userKinds, by.kind);
    const user = this.userKey(by.id);
    this.#insert.run(id, room.key, seq, codeOf(eventTypes, type), at, user, kind, by.name, text, message, file, clientKey);
    if (type === "posted") this.#posts.add(room.key, id, user);
    this.#lastId = id;
    room.lastSeq = seq;
    return { id, seq };
  }

  /** The id that the next event will have. */
  nextId(): MessageId {
    this.#lastId ??= number(this.#maxId.get()?.[0] ?? 0);
    return this.#lastId + 1;
  }

  #remember(id: UserId, key: number): number {
    this.#userKeys.set(id, key);
    return key;
  }

  forget(): void {
    this.#userKeys.clear();
    this.#gone.clear();
    this.#openRooms.clear();
    this.#directs.clear();
    this.#lastId = null;
    this.#firstHandle = this.#lastHandle;
    this.#posts.forget();
    this.#hasForgotten = true;
  }

  /** To be called at the end of a transaction. */
  settle(): void {
    this.#posts.settle();
  }

  /** After the whole transaction was rolled back. */
  abandon(): void {
    this.forget();
    this.#news = [];
  }

  /** To be called between transactions. */
  forgetIfMany(): void {
    if (this.#userKeys.size > remembered || this.#lastHandle - this.#firstHandle > remembered) this.forget();
  }

  /** Handles given since the last call, and whether all that were told before are to be forgotten with them. */
  takeNews(): { rooms: readonly HandledRoom[]; forget: boolean } {
    const news = { rooms: this.#news, forget: this.#hasForgotten };
    this.#news = [];
    this.#hasForgotten = false;
    return news;
  }
}
