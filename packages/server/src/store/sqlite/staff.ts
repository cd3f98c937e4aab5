import type { DatabaseSync } from "node:sqlite";
import type { Room, UserId } from "../../ports/model.ts";
import { loungeId } from "../../ports/model.ts";
import { mayDo } from "../../ports/rights.ts";
import { People } from "./people.ts";
import { RoomsTable } from "./rooms-table.ts";

/** Who keeps order where. */
export class Staff {
  readonly #people: People;
  readonly #rooms: RoomsTable;

  constructor(db: DatabaseSync) {
    this.#people = new People(db);
    this.#rooms = new RoomsTable(db);
  }

  /** Whether they may ban somebody from the room, and read what is kept of that. */
  isOf(room: Room, userId: UserId): boolean {
    return room.id === loungeId ? this.#people.isAdmin(userId) : mayDo(room, this.#rooms.roleOf(room.id, userId), "ban");
  }
}
