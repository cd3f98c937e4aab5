import type { StoreErrorCode } from "../ports/store.ts";
import { StoreError } from "../ports/store.ts";

type Meaning = readonly [StoreErrorCode, string];

const gone: Meaning = ["unavailable", "the database cannot be reached"];

/** SQLSTATEs (https://www.postgresql.org/docs/current/errcodes-appendix.html) that say something about the database and not about one statement. */
const meanings: Readonly<Record<string, Meaning>> = {
  "25006": ["unavailable", "the database takes no writes: it is a standby, or was made read-only"],
  "25P03": ["unavailable", "the database ended a transaction that nothing happened in"],
  "25P04": ["unavailable", "the database ended a transaction that took too long"],
  "40001": ["busy", "another transaction was in the way"],
  "40P01": ["busy", "another transaction was in the way"],
  "53100": ["full", "no space is left for the database"],
  "53200": ["unavailable", "the database is out of memory"],
  "53300": ["unavailable", "the database takes no more connections; raise its max_connections, or lower databaseConnections"],
  "53400": ["unavailable", "a limit of the database is reached"],
  "55P03": ["busy", "another connection holds a lock for too long"],
  "57014": ["busy", "the database was asked something that took too long"],
  "58000": ["unavailable", "the database has an error of its system"],
  "58030": ["unavailable", "the database has an input/output error"],
  XX001: ["unavailable", "data in the database is damaged; restore a backup"],
  XX002: ["unavailable", "an index of the database is damaged; run REINDEX"],
};

/** Of these no connection comes to be, or what there was is gone. */
const ending: ReadonlySet<string> = new Set(["57P01", "57P02", "57P03", "57P05", "25006", "25P03", "25P04"]);
const endingClass = "08";

const canceled = "57014";

/** Whether one statement took longer than it may: that says nothing about others. */
export function isTooLong(error: unknown): boolean {
  return sqlState(error) === canceled;
}

/** Whether a statement was not looked at, because one before it in the same transaction was refused. */
export function followsRefused(error: unknown): boolean {
  return sqlState(error) === "25P02";
}

/** The SQLSTATE of an error that PostgreSQL answered with; null for any other error. */
export function sqlState(error: unknown): string | null {
  const isAnswer = error instanceof Error && "severity" in error && "code" in error && typeof error.code === "string";
  return isAnswer ? (error.code as string) : null;
}

/** Whether the connection is of no use after this, or leads to a server that takes no writes (a fail-over). */
export function endsConnection(error: unknown): boolean {
  const state = sqlState(error);
  return state !== null && (ending.has(state) || state.startsWith(endingClass));
}

/** What an error says about the database; null for any other error (a statement refused, a mistake of ours). */
export function failureOf(error: unknown): { readonly code: StoreErrorCode; readonly message: string } | null {
  if (error instanceof StoreError) return { code: error.code, message: error.message };
  const state = sqlState(error);
  if (state === null) return null;
  const meaning = meanings[state] ?? (endsConnection(error) ? gone : null);
  if (meaning === null) return null;
  const [code, sentence] = meaning;
  return { code, message: `${sentence} (PostgreSQL: ${messageOf(error)})` };
}

/** Whether the server is there and will not have us, however often it is asked: a wrong password (class 28), no such database (3D). */
export function isOurMistake(error: unknown): boolean {
  const state = sqlState(error instanceof StoreError ? error.cause : error);
  return state !== null && (state.startsWith("28") || state.startsWith("3D"));
}

/** Whether the server is there, and has no connection for one more client. */
export function isWithoutConnections(error: unknown): boolean {
  return sqlState(error instanceof StoreError ? error.cause : error) === "53300";
}

/** What could not be connected to, or was lost. */
export function unreachable(cause: unknown): StoreError {
  if (cause instanceof StoreError) return cause;
  const { code, message } = failureOf(cause) ?? { code: "unavailable", message: `${gone[1]} (${messageOf(cause)})` };
  return new StoreError(code, message, { cause });
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
