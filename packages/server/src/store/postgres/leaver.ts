import type { Person, UnixMs } from "../../ports/model.ts";
import { leftDetails } from "../details.ts";
import type { Emit } from "./joiner.ts";
import type { Ledger, OpenRoom } from "./ledger.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";

/** Ends memberships, with the event that says so. */
export class Leaver {
  readonly #ledger: Ledger;
  readonly #emit: Emit;
  readonly #remove: Statement;

  constructor(db: Connection, ledger: Ledger, emit: Emit) {
    this.#ledger = ledger;
    this.#emit = emit;
    this.#remove = new Statement(db, `DELETE FROM members WHERE "user" = (SELECT key FROM users WHERE id = $1) AND room_id = $2`);
  }

  /** `removedBy`: null when they leave by themselves. */
  async part(
    opened: OpenRoom,
    { id, kind, name }: Person,
    { at, removedBy: by }: { at: UnixMs; removedBy: Person | null },
  ): Promise<void> {
    const { room } = opened;
    const user: Person = { id, kind, name };
    const [{ seq }] = await Promise.all([
      this.#ledger.append(opened, { type: "member_left", at, by: user, text: leftDetails(by) }),
      this.#remove.run(id, room.id),
    ]);
    if (opened.memberCount !== null) opened.memberCount -= 1;
    this.#emit({ type: "member_left", room, seq, at, user, reason: by === null ? "left" : "removed", by });
  }
}
