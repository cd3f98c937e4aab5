import { first } from "./first.ts";

/** One step of the tables' versions (README.md). */
export type Migration = Change & {
  /**
   * Who knows fewer migrations than this may not use the database any more once it was made. Never less than that of the one before, never
   * more than its own place in the list, from 1.
   */
  readonly oldest: number;
};

type Change =
  /** Statements in one transaction, which no writer is beside. All nodes wait for it: it must be done in a fraction of `databaseHoldMs`. */
  | { readonly kind: "at_once"; readonly sql: string }
  /** CREATE INDEX CONCURRENTLY of this name, beside all that is read and written. */
  | { readonly kind: "index"; readonly name: string; readonly sql: string }
  /** One statement again and again until it changes nothing, each time in a transaction as above. It says itself how much it takes in. */
  | { readonly kind: "in_slices"; readonly sql: string };

/** Each takes a database from the version that is its place to the next. Never change one that was released; add at the end. */
export const released: readonly Migration[] = [{ kind: "at_once", oldest: 1, sql: first }];
