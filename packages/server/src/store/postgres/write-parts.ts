import type { Room, RoomEvent } from "../../ports/model.ts";
import type { Outcome, WriteAnswer } from "../batches.ts";
import type { Functions, WriteName } from "../calls.ts";
import type { PostFields, PrivateFields } from "../post-fields.ts";
import type { Ledger } from "./ledger.ts";

/** Answers to a run of posts, in their order. A posted one names its room by its place in `rooms`. */
export interface RunAnswers {
  readonly answers: readonly WriteAnswer[];
  readonly rooms: readonly Room[];
}

/** Runs a part of something larger in a savepoint of its own; what was emitted meanwhile goes with the answer. */
export type InSavepoint = (work: () => Promise<Outcome>) => Promise<WriteAnswer>;

/** What writes are made of, on one connection. */
export interface WriteParts {
  readonly ledger: Pick<Ledger, "begin" | "mark" | "backTo" | "flushed" | "settle" | "committed" | "nextId">;
  /** One call each, in a savepoint of its own. */
  readonly functions: Pick<Functions, WriteName>;
  /** Posts that were sent one after another. One that no outcome of the port foresees rejects them all. */
  runPosts(posts: readonly (PostFields | PrivateFields)[], inSavepoint: InSavepoint): Promise<RunAnswers>;
  /** A write was refused for want of space: `check` looks for some from now on. */
  foundFull(): void;
  /** What the call that is under way has emitted so far, which is forgotten with that. */
  takeEvents(): RoomEvent[];
}
