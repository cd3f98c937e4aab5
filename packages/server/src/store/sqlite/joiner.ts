import type { DatabaseSync } from "node:sqlite";
import type { Person, Room, RoomEvent, RoomId, UnixMs } from "../../ports/model.ts";
import { codeOf, roles } from "../codes.ts";
import type { Coming } from "../details.ts";
import { joinedDetails } from "../details.ts";
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
    this.#insert = new Statement(db, "INSERT INTO members (user, room_id, room, seq, role) VALUES (?, ?, ?, ?, ?)");
  }

  join(room: OpenRoom, { id, kind, name }: Person, { at, role, by }: Coming & { readonly at: UnixMs }): Room {
    const user: Person = { id, kind, name };
    const { seq } = this.#ledger.append(room, { type: "member_joined", at, by: user, text: joinedDetails({ role, by }) });
    this.#insert.run(this.#ledger.userKey(id), room.room.id, room.key, seq, codeOf(roles, role));
    if (room.memberCount !== null) room.memberCount += 1;
    this.#emit({ type: "member_joined", room: room.room, seq, at, user, role, by });
    return room.room;
  }

  joinPublic(roomId: RoomId, user: Person, at: UnixMs): void {
    const room = this.#ledger.room(roomId);
    if (room === null || room.room.kind !== "public" || room.room.archivedAt !== null) return;
    if (!this.#ledger.rooms.isMember(roomId, user.id)) this.join(room, user, { role: "member", by: null, at });
  }
}
