import type { Readable } from "node:stream";
import type { BlobHash, Blobs } from "../../../ports/blobs.ts";
import type { Cells, Table } from "./tables.ts";

/** Something that whoever started it can mend, in a sentence for them. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
}

/** What is carried over of `meta`. */
export interface Carried {
  readonly secret: Buffer;
  readonly firstAccount: number | null;
}

/** One of the two databases, as it is read. */
export interface Side {
  /** For people; without a password. */
  readonly name: string;
  /** Rows after that one (null: the first), by the table's key. */
  page(table: Table, after: Cells | null, limit: number): Promise<readonly Cells[]>;
  carried(): Promise<Carried>;
  /** The last id given, whatever became of it, or of those that are `next` the greatest; 0 for none. */
  lastNumber(table: Table): Promise<number>;
  /** Contents, to be read only. */
  readonly blobs: ReadableBlobs;
}

export interface ReadableBlobs {
  list(after: BlobHash, limit: number): Promise<readonly BlobHash[]>;
  open(hash: BlobHash): Promise<Readable | null>;
}

/** A database that is read and not written, and that nobody else writes meanwhile. */
export interface Source extends Side {
  /** Rejects with MigrationError when somebody has written since it was opened. */
  unchanged(): Promise<void>;
  close(): Promise<void>;
}

/** `moving`: what is there was left by a move that did not come to its end. `used`: there are rows. */
export type TargetState = "empty" | "moving" | "used";

export interface Target extends Side {
  state(): Promise<TargetState>;
  /** Which source was being moved; null when none is. */
  moving(): Promise<string | null>;
  /** Empties it, and marks it as unfinished: no server opens it until `finish`. */
  begin(source: string): Promise<void>;
  /** All of them, or none. */
  insert(table: Table, rows: readonly Cells[]): Promise<void>;
  /** What is not in rows of `tables`, once these are there. */
  carry(carried: Carried, lastNumbers: ReadonlyMap<string, number>): Promise<void>;
  /** Makes what is made of the rows: which rooms posts are in, the index of words. */
  derive(): Promise<void>;
  /** From now on it is a database like any other. */
  finish(): Promise<void>;
  writableBlobs(): Promise<Pick<Blobs, "receive" | "remove">>;
  close(): Promise<void>;
}
