import type { DatabaseSync } from "node:sqlite";
import type { MessageId, Seq, UnixMs } from "../../ports/model.ts";
import { loungeId } from "../../ports/model.ts";
import { numberOrNull } from "../columns.ts";
import type { KeyedRoom } from "./rooms-table.ts";
import { Statement } from "./statement.ts";

/** A user in a room: by their key, and the seq of their joining, null for no member. */
export interface Reader {
  readonly user: number;
  readonly joined: Seq | null;
}

export interface Place {
  /** Null where the user has no position. */
  readonly readTo: MessageId | null;
  readonly mutedUntil: UnixMs | null;
}

/** Reading positions and mutes. */
export class ReadsTable {
  readonly #place: Statement;

  constructor(db: DatabaseSync) {
    this.#place = new Statement(
      db,
      `SELECT (SELECT message FROM reads WHERE user = ?1 AND room = ?2),
         (SELECT until FROM mutes WHERE user = ?1 AND room = ?2),
         (SELECT id FROM log WHERE room = ?2 AND seq = ?3 AND type <> 0)`,
    );
  }

  place({ user, joined }: Reader, { key, room }: KeyedRoom): Place {
    const [marked = null, until = null, joining = null] = this.#place.get(user, key, joined) ?? [];
    const place = { mutedUntil: numberOrNull(until) };
    if (joined === null && room.id !== loungeId) return { ...place, readTo: null };
    if (marked !== null || joined === null) return { ...place, readTo: numberOrNull(marked) };
    return { ...place, readTo: room.kind === "direct" ? 0 : numberOrNull(joining) };
  }
}
