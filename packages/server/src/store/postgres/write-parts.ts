import type { Room, RoomEvent } from "../../ports/model.ts";
import type { WriteAnswer } from "../batches.ts";
import type { Functions, WriteName } from "../calls.ts";
import type { PostFields, PrivateFields } from "../post-fields.ts";
import type { Ledger } from "./ledger.ts";

/** Answers to a run of posts, in their order. A posted one names its room by its place in `rooms`. */
export interface RunAnswers {
  readonly answers: readonly WriteAnswer[];
  readonly rooms: readonly Room[];
}

/** What writes are made of, on one connection. */
export interface WriteParts {
  readonly ledger: Pick<Ledger, "begin" | "mark" | "backTo" | "flushed" | "settle" | "committed" | "nextId">;
  /** One call each, in a savepoint of its own. */
  readonly functions: Pick<Functions, WriteName>;
  /** Posts that were sent one after another, by nobody whose account was deleted. One that no outcome of the port foresees rejects them all. */
  runPosts(posts: readonly (PostFields | PrivateFields)[]): Promise<RunAnswers>;
  /** What the call that is under way has emitted so far, which is forgotten with that. */
  takeEvents(): RoomEvent[];
}
