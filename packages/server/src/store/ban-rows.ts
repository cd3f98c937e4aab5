import type { Person, UnixMs } from "../ports/model.ts";
import type { Ban } from "../ports/moderation.ts";
import { codeOf, userKinds } from "./codes.ts";
import type { Row } from "./columns.ts";
import { number, numberOrNull, textOrNull } from "./columns.ts";
import { personOf } from "./user-columns.ts";

/** In the place of a room's key: the server. No room has it. */
export const wholeServer = 0;

export interface NewBan {
  /** Of the audit entry that tells of it. */
  readonly id: number;
  /** The room's key, or `wholeServer`. */
  readonly room: number;
  readonly user: Person & { readonly key: number };
  readonly by: Person & { readonly key: number };
  readonly at: UnixMs;
  readonly reason: string | null;
  readonly until: UnixMs | null;
}

/** The columns of `bans`, in the order in which they were made. */
export function banValues({ id, room, user, by, at, reason, until }: NewBan): readonly (string | number | null)[] {
  const whom = [user.key, codeOf(userKinds, user.kind), user.name];
  const who = [by.key, codeOf(userKinds, by.kind), by.name];
  return [id, room, ...whom, ...who, at, reason, until];
}

/** Of a row of its id, the banned, who banned them, and the rest. */
export function banOf(row: Row): Ban {
  const [id, , , , , , , at, reason, until] = row;
  return {
    id: number(id),
    user: personOf(row.slice(1)),
    by: personOf(row.slice(4)),
    at: number(at),
    reason: textOrNull(reason),
    until: numberOrNull(until),
  };
}
