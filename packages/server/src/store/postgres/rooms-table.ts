import type { MessageId, Person, Role, Room, RoomId, Seq, UserId } from "../../ports/model.ts";
import { loungeId } from "../../ports/model.ts";
import type { Member, Standing } from "../../ports/rooms.ts";
import { codeOf, eventTypes, roles, roomKinds, wordOf } from "../codes.ts";
import type { Row } from "../columns.ts";
import { number, numberOrNull, text, textOrNull } from "../columns.ts";
import { compareText } from "../text.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";
import { personOf, shownName } from "./users-table.ts";

/** A room with the integer it is known by inside the database. */
export interface KeyedRoom {
  readonly key: number;
  readonly room: Room;
  /** A direct room one of whose members was deleted. */
  readonly isLeft?: boolean;
  /** As its row has it: without the events of a batch that is under way. 0 when nothing happened in the room yet. */
  readonly lastSeq: Seq;
}

/** A room with what its member is in it. */
interface KeyedMembership extends KeyedRoom {
  readonly role: Role;
  /** The seq of the joining. */
  readonly joined: Seq;
}

const direct = codeOf(roomKinds, "direct");
const joining = codeOf(eventTypes, "member_joined");

// A guest's name may change: the joinings, which are a direct room's first events, know what it was.
const memberAt = (seq: number, as: string): string =>
  `LEFT JOIN LATERAL (SELECT u.id, l.user_kind AS kind, ${shownName} AS name, u.deleted_at FROM log l JOIN users u ON u.key = l."user"
   WHERE r.kind = ${direct} AND l.room = r.key AND l.seq = ${seq} AND l.type = ${joining}) ${as} ON true`;

/** What `keyedRoomOf` takes, in this order, of a room `r` with `roomMembers`. */
export const roomColumns = `r.key, r.id, r.kind, r.name, r.topic, r.archived_at, r.last_seq,
 a.id, a.kind, a.name, a.deleted_at, b.id, b.kind, b.name, b.deleted_at`;
/** The two of a direct room. */
export const roomMembers = `${memberAt(1, "a")} ${memberAt(2, "b")}`;
/** Columns of `roomColumns`: the place of what follows them in a row. */
export const afterRoom = 15;

export function keyedRoomOf(row: Row): KeyedRoom {
  const [roomKey, id, kindCode, name, topic, archivedAt, lastSeq] = row;
  const members = [row.slice(7, 11), row.slice(11, 15)].filter((member) => member[0] !== null);
  const pair = sortedPair(members.map(personOf));
  const isLeft = members.some((member) => member[3] !== null);
  const look = { name: textOrNull(name), topic: textOrNull(topic), archivedAt: numberOrNull(archivedAt) };
  const room: Room = { id: text(id), kind: wordOf(roomKinds, kindCode), ...look, pair };
  return { key: number(roomKey), room, isLeft, lastSeq: number(lastSeq) };
}

/** Reading rooms and members. */
export class RoomsTable {
  readonly #byId: Statement;
  readonly #byKey: Statement;
  readonly #byPair: Statement;
  readonly #byMessage: Statement;
  readonly #roleOf: Statement;
  readonly #membersOf: Statement;
  readonly #roomsOf: Statement;
  readonly #public: Statement;
  readonly #shared: Statement;

  constructor(db: Connection) {
    const user = (value: string): string => `(SELECT key FROM users WHERE id = ${value})`;
    const room = (where: string): Statement =>
      new Statement(db, `SELECT ${roomColumns} FROM rooms r ${roomMembers} WHERE ${where}`);
    this.#byId = room("r.id = $1");
    this.#byKey = room("r.key = $1");
    this.#byPair = room("r.low = $1 AND r.high = $2");
    this.#byMessage = room("r.key = (SELECT room FROM log WHERE id = $1 AND type = 0)");
    this.#roleOf = new Statement(db, `SELECT role, seq FROM members WHERE "user" = ${user("$1")} AND room_id = $2`);
    this.#membersOf = new Statement(
      db,
      `SELECT u.id, l.user_kind, ${shownName}, m.seq, m.role FROM members m JOIN users u ON u.key = m."user"
       JOIN log l ON l.room = m.room AND l.seq = m.seq
       WHERE m.room = (SELECT key FROM rooms WHERE id = $1) AND m.seq > $2 ORDER BY m.seq LIMIT $3`,
    );
    this.#roomsOf = new Statement(
      db,
      `SELECT ${roomColumns}, m.role, m.seq FROM members m JOIN rooms r ON r.key = m.room ${roomMembers}
       WHERE m."user" = ${user("$1")} AND m.room_id > $2 ORDER BY m.room_id LIMIT $3`,
    );
    this.#public = new Statement(
      db,
      `SELECT ${roomColumns} FROM rooms r ${roomMembers} WHERE r.kind = 0 AND r.archived_at IS NULL AND r.id > $2
       AND (r.id = '${loungeId}' OR NOT EXISTS (SELECT 1 FROM bans s WHERE s.room = r.key AND s."user" = ${user("$1")}))
       ORDER BY r.id LIMIT $3`,
    );
    this.#shared = new Statement(
      db,
      `SELECT 1 FROM members m JOIN members n ON n."user" = ${user("$1")} AND n.room_id = m.room_id
       WHERE m."user" = ${user("$2")} LIMIT 1`,
    );
  }

  async byId(id: RoomId): Promise<KeyedRoom | null> {
    return roomOrNull(await this.#byId.get(id));
  }

  async byKey(key: number): Promise<KeyedRoom | null> {
    return roomOrNull(await this.#byKey.get(key));
  }

  /** The direct room of two users, by their keys, in any order. */
  async byPair(a: number, b: number): Promise<KeyedRoom | null> {
    return roomOrNull(await this.#byPair.get(Math.min(a, b), Math.max(a, b)));
  }

  /** The room that a message is in. */
  async byMessage(id: MessageId): Promise<KeyedRoom | null> {
    return roomOrNull(await this.#byMessage.get(id));
  }

  async isMember(roomId: RoomId, userId: UserId): Promise<boolean> {
    return (await this.#roleOf.get(userId, roomId)) !== null;
  }

  async roleOf(roomId: RoomId, userId: UserId): Promise<Role | null> {
    const row = await this.#roleOf.get(userId, roomId);
    return row && wordOf(roles, row[0]);
  }

  /** The seq of the user's joining; null for no member. */
  async joining(roomId: RoomId, userId: UserId): Promise<Seq | null> {
    const row = await this.#roleOf.get(userId, roomId);
    return row && number(row[1]);
  }

  async membersOf(roomId: RoomId, afterSeq: Seq, limit: number): Promise<Member[]> {
    const rows = await this.#membersOf.all(roomId, afterSeq, limit);
    return rows.map((row) => ({ user: personOf(row), role: wordOf(roles, row[4]), seq: number(row[3]) }));
  }

  async standingsOf(userId: UserId, afterRoomId: RoomId, limit: number): Promise<Standing[]> {
    const memberships = await this.membershipsOf(userId, afterRoomId, limit);
    return memberships.map(({ room, role, lastSeq }) => ({ room, role, seq: lastSeq }));
  }

  async membershipsOf(userId: UserId, afterRoomId: RoomId, limit: number): Promise<KeyedMembership[]> {
    const rows = await this.#roomsOf.all(userId, afterRoomId, limit);
    return rows.map((row) => ({ ...keyedRoomOf(row), role: wordOf(roles, row[afterRoom]), joined: number(row[afterRoom + 1]) }));
  }

  async publicRooms(userId: UserId, afterRoomId: RoomId, limit: number): Promise<Room[]> {
    const rows = await this.#public.all(userId, afterRoomId, limit);
    return rows.map((row) => keyedRoomOf(row).room);
  }

  async roomsOf(userId: UserId, afterRoomId: RoomId, limit: number): Promise<Room[]> {
    return (await this.membershipsOf(userId, afterRoomId, limit)).map(({ room }) => room);
  }

  async share(a: UserId, b: UserId): Promise<boolean> {
    return (await this.#shared.get(b, a)) !== null;
  }
}

function roomOrNull(row: Row | null): KeyedRoom | null {
  return row && keyedRoomOf(row);
}

/** The members of a direct room in the order in which `Room.pair` has them. */
export function sortedPair(members: readonly Person[]): Person[] {
  return members.toSorted((a, b) => compareText(a.name, b.name) || compareText(a.id, b.id));
}
