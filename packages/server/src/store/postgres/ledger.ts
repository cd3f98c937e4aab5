import type { MessageId, Room, RoomId, Seq, UserId } from "../../ports/model.ts";
import { isCutOff, mayRead } from "../../ports/rights.ts";
import type { NewEvent, RoomDeedRecord } from "../ledger-entries.ts";
import { AuditTable } from "./audit-table.ts";
import { Bans } from "./bans.ts";
import { BlocksTable } from "./blocks-table.ts";
import type { NumberedEvent } from "./log-writer.ts";
import { LogWriter } from "./log-writer.ts";
import type { KeyedRoom } from "./rooms-table.ts";
import { RoomsTable } from "./rooms-table.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";
import { UserKeys } from "./user-keys.ts";

/** A room within one batch. */
export interface OpenRoom {
  /** Of its row. */
  readonly key: number;
  room: Room;
  lastSeq: Seq;
  /** A direct room whose other member's account was deleted: nothing more is posted in it. */
  readonly isLeft: boolean;
  /** Null when they have to be counted. */
  memberCount: number | null;
}

/** An event's number, and what its room's last one was before: undefined, that of the room's row. */
interface Numbered {
  readonly room: number;
  readonly before: Seq | undefined;
}

/** Where a batch was, to go back to. */
export interface Mark {
  readonly lastId: MessageId;
  readonly numbered: number;
}

/**
 * Numbers and writes the events of one batch after another, each a transaction that holds `head`. Between batches other nodes write, so of
 * rooms nothing is remembered from one to the next. The engine calls `begin` with the id that it read under the lock, `mark` before a
 * write that may be undone by itself and `backTo` when it was, `settle` before COMMIT, and `committed` after it; a batch that was rolled
 * back needs no call.
 */
export class Ledger {
  readonly rooms: RoomsTable;
  readonly bans: Bans;
  readonly audit: AuditTable;
  readonly blocks: BlocksTable;
  readonly users: UserKeys;
  readonly #openRooms = new Map<RoomId, OpenRoom>();
  /** By the room's key, its last seq, where this batch has made one; its row knows it from `settle` on. */
  readonly #seqs = new Map<number, Seq>();
  #numbered: Numbered[] = [];
  #lastId: MessageId = 0;
  readonly #log: LogWriter;
  readonly #setSeqs: Statement;
  readonly #setLastId: Statement;

  constructor(db: Connection) {
    this.rooms = new RoomsTable(db);
    this.bans = new Bans(db);
    this.audit = new AuditTable(db);
    this.blocks = new BlocksTable(db);
    this.users = new UserKeys(db);
    this.#log = new LogWriter(db);
    this.#setSeqs = new Statement(
      db,
      "UPDATE rooms r SET last_seq = n.seq FROM unnest($1::bigint[], $2::bigint[]) AS n (key, seq) WHERE r.key = n.key",
    );
    this.#setLastId = new Statement(db, "UPDATE head SET last_id = $1");
  }

  /** To be called at the beginning of a transaction, with the id of the last event of all. */
  begin(lastId: MessageId): void {
    this.#lastId = lastId;
    this.#seqs.clear();
    this.#numbered = [];
    this.#log.forget();
    this.users.begin();
    this.forget();
  }

  /** Rooms are read again when they are next asked for: for who has changed rows of theirs, or of their members, directly. */
  forget(): void {
    this.#openRooms.clear();
  }

  mark(): Mark {
    return { lastId: this.#lastId, numbered: this.#numbered.length };
  }

  /** After what was written since was rolled back. */
  backTo({ lastId, numbered }: Mark): void {
    this.#lastId = lastId;
    for (const { room, before } of this.#numbered.splice(numbered).reverse()) {
      if (before === undefined) this.#seqs.delete(room);
      else this.#seqs.set(room, before);
    }
    this.#log.forget();
    this.users.begin();
    this.forget();
  }

  /** Waits for the events on their way, rejecting for one that was refused: to be called before RELEASE. */
  flushed(): Promise<void> {
    return this.#log.flushed();
  }

  /** To be called at the end of a transaction. */
  async settle(): Promise<void> {
    if (this.#seqs.size > 0) {
      this.sent(this.#setSeqs.run([...this.#seqs.keys()], [...this.#seqs.values()]));
      this.sent(this.#setLastId.run(this.#lastId));
    }
    await this.flushed();
  }

  committed(): void {
    this.users.committed();
  }

  /** The key of a user, made when it is new. */
  userKey(id: UserId): Promise<number> {
    return this.users.ofOne(id);
  }

  /** Null when nothing is known of the user. */
  knownUserKey(id: UserId): Promise<number | null> {
    return this.users.known(id);
  }

  /** Whether this was an account, and was deleted. */
  isGone(id: UserId): Promise<boolean> {
    return this.users.isGone(id);
  }

  async room(id: RoomId): Promise<OpenRoom | null> {
    return this.#openRooms.get(id) ?? this.open(await this.rooms.byId(id));
  }

  /** By the key of its row. */
  async roomByKey(key: number): Promise<OpenRoom | null> {
    return this.open(await this.rooms.byKey(key));
  }

  /** Of what was read in this transaction. */
  open(found: KeyedRoom): OpenRoom;
  open(found: KeyedRoom | null): OpenRoom | null;
  open(found: KeyedRoom | null): OpenRoom | null {
    if (found === null) return null;
    const { key, room, isLeft = false, lastSeq } = found;
    // Asked for twice at once, it must be one, which numbers the events of both.
    const known = this.#openRooms.get(room.id);
    if (known !== undefined) return known;
    const opened: OpenRoom = { key, room, lastSeq: this.#seqs.get(key) ?? lastSeq, isLeft, memberCount: null };
    this.#openRooms.set(room.id, opened);
    return opened;
  }

  /** A room just made, in which nothing happened yet. */
  made(room: Omit<KeyedRoom, "lastSeq">): OpenRoom {
    return this.open({ ...room, lastSeq: 0 });
  }

  /** From now on the room is this. */
  change(opened: OpenRoom, room: Room): void {
    opened.room = room;
  }

  async isReadable({ key, room }: OpenRoom, userId: UserId): Promise<boolean> {
    if (room.kind === "direct") return room.pair.some(({ id }) => id === userId);
    const [isMember, isBanned] = await Promise.all([
      this.rooms.isMember(room.id, userId),
      room.kind === "public" && this.bans.isBanned(key, userId),
    ]);
    return mayRead(room, { isMember, isBanned });
  }

  /** The room, for somebody who may read it. */
  async readable(id: RoomId, userId: UserId): Promise<OpenRoom | null> {
    const opened = await this.room(id);
    return opened !== null && (await this.isReadable(opened, userId)) ? opened : null;
  }

  async isCutOff({ room }: OpenRoom): Promise<boolean> {
    const [a, b] = room.pair;
    if (room.kind !== "direct" || a === undefined || b === undefined) return false;
    const isBetween = await this.blocks.between(a.id, b.id);
    return isCutOff(room, () => isBetween);
  }

  /** The direct room of two users, by their keys, in any order. */
  async direct(a: number, b: number): Promise<OpenRoom | null> {
    return this.open(await this.rooms.byPair(a, b));
  }

  /** Enters in the audit log what was done in a room. */
  async record(
    opened: OpenRoom,
    { action, at, by, userId, messageId = null, detail = null, isServers = false }: RoomDeedRecord,
  ): Promise<number> {
    const { id, kind, name } = by;
    const [key, user] = await Promise.all([this.userKey(id), userId === undefined ? null : this.userKey(userId)]);
    const about = { room: opened, message: messageId, detail, isServers };
    return this.audit.append({ at, by: { id, kind, name, key }, action, ...about, ...(user === null ? {} : { user }) });
  }

  /**
   * Numbers the event and sends it on its way: statements issued once this has resolved see it. It has its numbers before anything is waited
   * for, so events get them in the order of the calls.
   */
  async append(room: OpenRoom, event: NewEvent): Promise<{ id: MessageId; seq: Seq }> {
    const numbers = this.number(room);
    const { type, at, by, text, message = null, file = null, clientKey = null } = event;
    const user = await this.userKey(by.id);
    this.#log.add({ ...numbers, room: room.key, type, at, user, by, text, message, file, clientKey });
    return numbers;
  }

  /** Sends events that have their numbers already, all with one statement. */
  appendAll(events: readonly NumberedEvent[]): void {
    this.#log.addAll(events);
  }

  /** Takes a statement whose answer nobody needs: `flushed` waits for it, too. */
  sent(statement: Promise<unknown>): void {
    this.#log.sent(statement);
  }

  /** The id that the next event will have. */
  nextId(): MessageId {
    return this.#lastId + 1;
  }

  /** The numbers of the room's next event, which must be written with them. */
  number(room: OpenRoom): { readonly id: MessageId; readonly seq: Seq } {
    this.#numbered.push({ room: room.key, before: this.#seqs.get(room.key) });
    this.#lastId += 1;
    room.lastSeq += 1;
    this.#seqs.set(room.key, room.lastSeq);
    return { id: this.#lastId, seq: room.lastSeq };
  }
}
