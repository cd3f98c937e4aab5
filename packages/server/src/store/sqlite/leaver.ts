import type { DatabaseSync } from "node:sqlite";
import type { Person, UnixMs } from "../../ports/model.ts";
import { leftDetails } from "../details.ts";
import type { Emit } from "./joiner.ts";
import type { Ledger, OpenRoom } from "./ledger.ts";
import { Statement } from "./statement.ts";

/** Ends memberships, with the event that says so. */
export class Leaver {
  readonly #ledger: Ledger;
  readonly #emit: Emit;
  readonly #remove: Statement;

  constructor(db: DatabaseSync, ledger: Ledger, emit: Emit) {
    this.#ledger = ledger;
    this.#emit = emit;
    this.#remove = new Statement(db, "DELETE FROM members WHERE user = ? AND room_id = ?");
  }

  /** `removedBy`: null when they leave by themselves. */
  part(opened: OpenRoom, { id, kind, name }: Person, { at, removedBy: by }: { at: UnixMs; removedBy: Person | null }): void {
    const { room } = opened;
    const user: Person = { id, kind, name };
    this.#remove.run(this.#ledger.userKey(id), room.id);
    if (opened.memberCount !== null) opened.memberCount -= 1;
    const { seq } = this.#ledger.append(opened, { type: "member_left", at, by: user, text: leftDetails(by) });
    this.#emit({ type: "member_left", room, seq, at, user, reason: by === null ? "left" : "removed", by });
  }
}
