import type { Room, RoomEvent } from "../ports/model.ts";
import type { PostOutcome, PrivatePostOutcome } from "../ports/store.ts";
import type { Answer, Call, WriteName } from "./calls.ts";
import type { Failure } from "./failure.ts";
import type { Posted, PostFields, PrivateFields } from "./post-fields.ts";

/** A room as it was when it got this handle. */
export interface HandledRoom {
  readonly handle: number;
  readonly room: Room;
}

export type Write = PostFields | PrivateFields | Call<WriteName>;

export type Outcome = PostOutcome | PrivatePostOutcome | Answer<WriteName>;

/** `mistake`: refused as no outcome of the port foresees it, with no effect. `gone`: by a deleted account. */
export type WriteAnswer =
  | Posted
  | { readonly kind: "gone" }
  | { readonly kind: "value"; readonly value: Outcome; readonly events: readonly RoomEvent[] }
  | { readonly kind: "mistake"; readonly message: string };

export type BatchAnswer =
  | {
      readonly kind: "committed";
      readonly answers: readonly WriteAnswer[];
      /** Rooms that answers name by these handles for the first time. */
      readonly rooms: readonly HandledRoom[];
      /** After this batch only `rooms` are known. */
      readonly forget: boolean;
      readonly durationMs: number;
    }
  | { readonly kind: "refused"; readonly count: number; readonly failure: Failure };
