import type { Profile, SessionRow } from "../ports/accounts.ts";
import type { Row } from "./columns.ts";
import { number, numberOrNull, text, textOrNull } from "./columns.ts";
import { refColumns, refOf } from "./file-rows.ts";
import { userColumns, userOf } from "./user-columns.ts";

/** Of a user `u` with the file `f` that is their picture. */
export const profileColumns = `${userColumns}, u.about, u.deleted_at, ${refColumns("f")}`;

export function profileOf(row: Row): Profile {
  const [about, deletedAt, avatarId] = row.slice(6);
  const avatar = avatarId === null ? null : refOf(row.slice(8));
  return { user: userOf(row), about: textOrNull(about), avatar, isDeleted: deletedAt !== null };
}

/** Of a token. */
export const sessionColumns = "session, label, coalesce(began_at, created_at), expires_at, used_at";

/** The sessions of tokens, each as its first token has it. */
export function sessionsFrom(rows: readonly Row[]): SessionRow[] {
  const sessions = new Map<string, SessionRow>();
  for (const [session, label, createdAt, expiresAt, usedAt] of rows) {
    const id = text(session);
    const times = { createdAt: number(createdAt), expiresAt: number(expiresAt), usedAt: numberOrNull(usedAt) };
    if (!sessions.has(id)) sessions.set(id, { id, label: textOrNull(label), ...times });
  }
  return [...sessions.values()];
}
