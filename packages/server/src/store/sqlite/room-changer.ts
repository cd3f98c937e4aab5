import type { DatabaseSync } from "node:sqlite";
import type { Person, Room, UnixMs } from "../../ports/model.ts";
import { lookDetails } from "../details.ts";
import type { Emit } from "./joiner.ts";
import type { Ledger, OpenRoom } from "./ledger.ts";
import { Statement } from "./statement.ts";

/** Gives rooms another name, topic or end, with the event that says so. */
export class RoomChanger {
  readonly #ledger: Ledger;
  readonly #emit: Emit;
  readonly #update: Statement;

  constructor(db: DatabaseSync, ledger: Ledger, emit: Emit) {
    this.#ledger = ledger;
    this.#emit = emit;
    this.#update = new Statement(db, "UPDATE rooms SET name = ?, topic = ?, archived_at = ? WHERE key = ?");
  }

  change(opened: OpenRoom, room: Room, { by: { id, kind, name }, at }: { readonly by: Person; readonly at: UnixMs }): void {
    const by: Person = { id, kind, name };
    const [wasArchived, isArchived] = [opened.room.archivedAt !== null, room.archivedAt !== null];
    if (wasArchived !== isArchived) this.#ledger.record(opened, { action: isArchived ? "archived" : "unarchived", at, by });
    this.#update.run(room.name, room.topic, room.archivedAt, opened.key);
    this.#ledger.change(opened, room);
    const { seq } = this.#ledger.append(opened, { type: "room_changed", at, by, text: lookDetails(room) });
    this.#emit({ type: "room_changed", room, seq, at, by });
  }
}
