import type { Person, Room, UnixMs } from "../../ports/model.ts";
import { lookDetails } from "../details.ts";
import type { Emit } from "./joiner.ts";
import type { Ledger, OpenRoom } from "./ledger.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";

/** Gives rooms another name, topic or end, with the event that says so. */
export class RoomChanger {
  readonly #ledger: Ledger;
  readonly #emit: Emit;
  readonly #update: Statement;

  constructor(db: Connection, ledger: Ledger, emit: Emit) {
    this.#ledger = ledger;
    this.#emit = emit;
    this.#update = new Statement(db, "UPDATE rooms SET name = $1, topic = $2, archived_at = $3 WHERE key = $4");
  }

  async change(
    opened: OpenRoom,
    room: Room,
    { by: { id, kind, name }, at }: { readonly by: Person; readonly at: UnixMs },
  ): Promise<void> {
    const by: Person = { id, kind, name };
    const [wasArchived, isArchived] = [opened.room.archivedAt !== null, room.archivedAt !== null];
    const action = isArchived ? "archived" : "unarchived";
    const recorded = wasArchived === isArchived ? null : this.#ledger.record(opened, { action, at, by });
    const updated = this.#update.run(room.name, room.topic, room.archivedAt, opened.key);
    this.#ledger.change(opened, room);
    const appended = this.#ledger.append(opened, { type: "room_changed", at, by, text: lookDetails(room) });
    const [{ seq }] = await Promise.all([appended, updated, recorded]);
    this.#emit({ type: "room_changed", room, seq, at, by });
  }
}
