import type { Room, RoomEvent } from "../ports/model.ts";
import type { PostOutcome, PrivatePostOutcome } from "../ports/posts.ts";
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

/** With no effect: `mistake`, refused as no outcome of the port foresees it; `gone`, by a deleted account; `refused`, what the database did not do in time. */
export type WriteAnswer =
  | Posted
  | { readonly kind: "gone" }
  | { readonly kind: "value"; readonly value: Outcome; readonly events: readonly RoomEvent[] }
  | { readonly kind: "mistake"; readonly message: string }
  | { readonly kind: "refused"; readonly failure: Failure };

/** What became of writes, the oldest that are not answered yet. */
export type BatchAnswer =
  | {
      readonly kind: "committed";
      readonly answers: readonly WriteAnswer[];
      /** Rooms that answers name by these handles for the first time. */
      readonly rooms: readonly HandledRoom[];
      /** After this batch only `rooms` are known. */
      readonly forget: boolean;
      readonly durationMs: number;
      /** Of the writes that were put aside as doubtful. */
      readonly wasDoubtful?: boolean;
    }
  | { readonly kind: "refused"; readonly count: number; readonly failure: Failure; readonly wasDoubtful?: boolean }
  /** Whether they were committed cannot be known now: they are answered later, and others before them. One batch at a time. */
  | { readonly kind: "doubtful"; readonly count: number };
