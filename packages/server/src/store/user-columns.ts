import type { Person, User } from "../ports/model.ts";
import { userKinds, wordOf } from "./codes.ts";
import type { Row } from "./columns.ts";
import { number, text, textOrNull } from "./columns.ts";

/** The name of `u` in an event `l`: as it was then, or that of a deleted account. */
export const shownName = "CASE WHEN u.deleted_at IS NULL THEN l.user_name ELSE u.name END";

/** A deleted account was one. */
export const userColumns = "u.id, coalesce(u.kind, 0), u.name, u.display_name, u.created_at, u.last_active_at";

export function userOf(row: Row): User {
  const [, , , displayName, createdAt, lastActiveAt] = row;
  return {
    ...personOf(row),
    displayName: textOrNull(displayName ?? null),
    createdAt: number(createdAt),
    lastActiveAt: number(lastActiveAt),
  };
}

/** Of columns id, kind, name. */
export function personOf([id, kind, name]: Row): Person {
  return { id: text(id), kind: wordOf(userKinds, kind), name: text(name) };
}
