import type { DatabaseSync } from "node:sqlite";
import type { Person, Room, RoomEvent, RoomId, UnixMs } from "../../ports/model.ts";
import type { Ledger, OpenRoom } from "./ledger.ts";
import { Statement } from "./statement.ts";

export type Emit = (event: RoomEvent) => void;

/** Makes members, with the event that says so. */
export class Joiner {
  readonly #ledger: Ledger;
  readonly #emit: Emit;
  readonly #insert: Statement;

  constructor(db: DatabaseSync, ledger: Ledger, emit: Emit) {
    this.#ledger = ledger;
    this.#emit = emit;
    this.#insert = new Statement(db, "INSERT INTO members (user, room_id, room, seq) VALUES (?, ?, ?, ?)");
  }

  join(room: OpenRoom, { id, kind, name }: Person, at: UnixMs): Room {
    const user: Person = { id, kind, name };
    const { seq } = this.#ledger.append(room, { type: "member_joined", at, by: user, text: "" });
    this.#insert.run(this.#ledger.userKey(id), room.room.id, room.key, seq);
    this.#emit({ type: "member_joined", room: room.room, seq, at, user });
    return room.room;
  }

  joinPublic(roomId: RoomId, user: Person, at: UnixMs): void {
    const room = this.#ledger.room(roomId);
    if (room === null || room.room.kind !== "public" || this.#ledger.rooms.isMember(roomId, user.id)) return;
    this.join(room, user, at);
  }
}
