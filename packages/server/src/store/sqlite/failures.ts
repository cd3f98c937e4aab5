import type { StoreErrorCode } from "../../ports/store.ts";
import { StoreError } from "../../ports/store.ts";
import type { Failure } from "../failure.ts";
import { messageOf } from "../failure.ts";

/** Primary result codes (https://sqlite.org/rescode.html) that say something about the medium and not about one statement. */
const meanings: Readonly<Record<number, readonly [StoreErrorCode, string]>> = {
  3: ["read_only", "the database may not be written to"],
  5: ["busy", "another process holds a lock on the database"],
  6: ["busy", "another connection holds a lock on the database"],
  7: ["failed", "out of memory"],
  8: ["read_only", "the database may not be written to"],
  10: ["failed", "input/output error; nothing more is written until the server is restarted"],
  11: ["failed", "the database file is damaged; nothing more is written until it was restored from a backup"],
  13: ["full", "no space is left for the database"],
  14: ["failed", "a file of the database could not be opened; nothing more is written until the server is restarted"],
  15: ["busy", "the database could not be locked"],
  26: ["failed", "the database file is damaged; nothing more is written until it was restored from a backup"],
};

/** The primary result code of an error of SQLite; null for any other error. */
function primaryCode(error: unknown): number | null {
  return error instanceof Error && "errcode" in error && typeof error.errcode === "number" ? error.errcode & 0xff : null;
}

/** Whether the file is not a database, or a broken one. */
export function isDamage(error: unknown): boolean {
  const code = primaryCode(error);
  return code === 11 || code === 26;
}

/** What an error of SQLite says about the medium; null for any other error (a statement refused, a mistake of ours). */
export function failureOf(error: unknown): Failure | null {
  if (error instanceof StoreError) return { code: error.code, message: error.message };
  const meaning = meanings[primaryCode(error) ?? -1];
  if (meaning === undefined) return null;
  const [code, sentence] = meaning;
  return { code, message: `${sentence} (SQLite: ${messageOf(error)})` };
}
