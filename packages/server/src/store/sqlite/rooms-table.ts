import type { DatabaseSync } from "node:sqlite";
import type { Person, Role, Room, RoomId, Seq, UserId } from "../../ports/model.ts";
import { loungeId } from "../../ports/model.ts";
import type { Member, Standing } from "../../ports/rooms.ts";
import { codeOf, eventTypes, roles, roomKinds, wordOf } from "../codes.ts";
import type { Row } from "../columns.ts";
import { number, numberOrNull, text, textOrNull } from "../columns.ts";
import { compareText } from "../text.ts";
import { PostsIndex } from "./posts-index.ts";
import { Statement } from "./statement.ts";
import { personOf, shownName } from "./users-table.ts";

/** A room with the integer it is known by inside the database. */
export interface KeyedRoom {
  readonly key: number;
  readonly room: Room;
  /** A direct room one of whose members was deleted. */
  readonly isLeft?: boolean;
}

/** A room with what its member is in it. */
interface KeyedMembership extends KeyedRoom {
  readonly role: Role;
  /** The seq of the joining. */
  readonly joined: Seq;
}

const roomColumns = "r.key, r.id, r.kind, r.name, r.topic, r.archived_at";

/** Reading rooms and members. */
export class RoomsTable {
  readonly #byId: Statement;
  readonly #byKey: Statement;
  readonly #byPair: Statement;
  readonly #pair: Statement;
  readonly #roleOf: Statement;
  readonly #membersOf: Statement;
  readonly #roomsOf: Statement;
  readonly #public: Statement;
  readonly #shared: Statement;
  readonly #posts: PostsIndex;
  readonly #lastOther: Statement;

  constructor(db: DatabaseSync) {
    const member = "(SELECT key FROM users WHERE id = ?)";
    this.#byId = new Statement(db, `SELECT ${roomColumns} FROM rooms r WHERE r.id = ?`);
    this.#byKey = new Statement(db, `SELECT ${roomColumns} FROM rooms r WHERE r.key = ?`);
    this.#byPair = new Statement(db, `SELECT ${roomColumns} FROM rooms r WHERE r.low = ? AND r.high = ?`);
    // A guest's name may change: the joinings, which are the room's first events, know what it was.
    this.#pair = new Statement(
      db,
      `SELECT u.id, l.user_kind, ${shownName}, u.deleted_at FROM log l JOIN users u ON u.key = l.user
       WHERE l.room = ? AND l.type <> 0 AND l.seq <= 2 AND l.type = ${codeOf(eventTypes, "member_joined")}`,
    );
    this.#roleOf = new Statement(db, `SELECT role, seq FROM members WHERE user = ${member} AND room_id = ?`);
    this.#membersOf = new Statement(
      db,
      `SELECT u.id, l.user_kind, ${shownName}, m.seq, m.role FROM members m JOIN users u ON u.key = m.user
       JOIN log l ON l.room = m.room AND l.seq = m.seq AND l.type <> 0
       WHERE m.room = (SELECT key FROM rooms WHERE id = ?) AND m.seq > ? ORDER BY m.seq LIMIT ?`,
    );
    this.#roomsOf = new Statement(
      db,
      `SELECT ${roomColumns}, m.role, m.seq FROM members m JOIN rooms r ON r.key = m.room
       WHERE m.user = ${member} AND m.room_id > ? ORDER BY m.room_id LIMIT ?`,
    );
    this.#public = new Statement(
      db,
      `SELECT ${roomColumns} FROM rooms r WHERE r.kind = 0 AND r.archived_at IS NULL AND r.id > ?2
       AND (r.id = '${loungeId}' OR NOT EXISTS (SELECT 1 FROM bans b WHERE b.room = r.key AND b.user = (SELECT key FROM users WHERE id = ?1)))
       ORDER BY r.id LIMIT ?3`,
    );
    this.#shared = new Statement(
      db,
      `SELECT 1 FROM members a JOIN members b ON b.user = ${member} AND b.room_id = a.room_id WHERE a.user = ${member} LIMIT 1`,
    );
    this.#posts = new PostsIndex(db, "l.seq", "CROSS JOIN log l ON l.id = p.id");
    this.#lastOther = new Statement(db, "SELECT max(seq) FROM log WHERE room = ? AND type <> 0");
  }

  byId(id: RoomId): KeyedRoom | null {
    const row = this.#byId.get(id);
    return row && this.#keyed(row);
  }

  byKey(key: number): KeyedRoom | null {
    const row = this.#byKey.get(key);
    return row && this.#keyed(row);
  }

  /** The direct room of two users, by their keys, in any order. */
  byPair(a: number, b: number): KeyedRoom | null {
    const row = this.#byPair.get(Math.min(a, b), Math.max(a, b));
    return row && this.#keyed(row);
  }

  isMember(roomId: RoomId, userId: UserId): boolean {
    return this.#roleOf.get(userId, roomId) !== null;
  }

  roleOf(roomId: RoomId, userId: UserId): Role | null {
    const row = this.#roleOf.get(userId, roomId);
    return row && wordOf(roles, row[0]);
  }

  /** The seq of the user's joining; null for no member. */
  joining(roomId: RoomId, userId: UserId): Seq | null {
    const row = this.#roleOf.get(userId, roomId);
    return row && number(row[1]);
  }

  membersOf(roomId: RoomId, afterSeq: Seq, limit: number): Member[] {
    const rows = this.#membersOf.all(roomId, afterSeq, limit);
    return rows.map((row) => ({ user: personOf(row), role: wordOf(roles, row[4]), seq: number(row[3]) }));
  }

  standingsOf(userId: UserId, afterRoomId: RoomId, limit: number): Standing[] {
    return this.membershipsOf(userId, afterRoomId, limit).map(({ key, room, role }) => ({ room, role, seq: this.lastSeq(key) }));
  }

  membershipsOf(userId: UserId, afterRoomId: RoomId, limit: number): KeyedMembership[] {
    const rows = this.#roomsOf.all(userId, afterRoomId, limit);
    return rows.map((row) => ({ ...this.#keyed(row), role: wordOf(roles, row[6]), joined: number(row[7]) }));
  }

  publicRooms(userId: UserId, afterRoomId: RoomId, limit: number): Room[] {
    return this.#public.all(userId, afterRoomId, limit).map((row) => this.#keyed(row).room);
  }

  roomsOf(userId: UserId, afterRoomId: RoomId, limit: number): Room[] {
    return this.#roomsOf.all(userId, afterRoomId, limit).map((row) => this.#keyed(row).room);
  }

  share(a: UserId, b: UserId): boolean {
    return this.#shared.get(b, a) !== null;
  }

  /** 0 when nothing happened in the room yet. */
  lastSeq(key: number): Seq {
    const posted = this.#posts.newest(key, 1)[0];
    return Math.max(number(posted?.[0] ?? 0), number(this.#lastOther.get(key)?.[0] ?? 0));
  }

  #keyed([roomKey, id, kindCode, name, topic, archivedAt]: Row): KeyedRoom {
    const [key, kind] = [number(roomKey), wordOf(roomKinds, kindCode)];
    const members = kind === "direct" ? this.#pair.all(key) : [];
    const pair = sortedPair(members.map(personOf));
    const isLeft = members.some((member) => member[3] !== null);
    const look = { name: textOrNull(name), topic: textOrNull(topic), archivedAt: numberOrNull(archivedAt) };
    return { key, room: { id: text(id), kind, ...look, pair }, isLeft };
  }
}

/** The members of a direct room in the order in which `Room.pair` has them. */
export function sortedPair(members: readonly Person[]): Person[] {
  return members.toSorted((a, b) => compareText(a.name, b.name) || compareText(a.id, b.id));
}
