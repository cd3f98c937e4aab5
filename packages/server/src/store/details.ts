import type { Mentions, Person, Role, UnixMs } from "../ports/model.ts";
import { codeOf, roles, userKinds, wordOf } from "./codes.ts";
import { numberOrNull, text, textOrNull } from "./columns.ts";

/**
 * What an event tells beside its row's own columns, as JSON in the column `text`; empty for what most tell. Whom the event is
 * about is in the row: who joined, left or has another role; for other events, who did it.
 */

const leftReasons = ["left", "removed"] as const;

function listOf(json: string): readonly unknown[] {
  const parts: unknown = JSON.parse(json);
  if (!Array.isArray(parts)) throw new TypeError("a list was expected in the database");
  return parts;
}

function personList(person: Person | null): unknown {
  return person && [person.id, codeOf(userKinds, person.kind), person.name];
}

function personFrom(list: unknown): Person {
  const [id, kind, name]: readonly unknown[] = Array.isArray(list) ? list : [];
  return { id: text(id), kind: wordOf(userKinds, kind), name: text(name) };
}

/** An event that is about one person and done by another, or by nobody else. */
export interface Coming {
  readonly role: Role;
  readonly by: Person | null;
}

export function joinedDetails({ role, by }: Coming): string {
  return role === "member" && by === null ? "" : JSON.stringify([codeOf(roles, role), personList(by)]);
}

export function joinedFrom(json: string): Coming {
  if (json === "") return { role: "member", by: null };
  const [role, by] = listOf(json);
  return { role: wordOf(roles, role), by: by === null ? null : personFrom(by) };
}

export function roleFrom(json: string): { readonly role: Role; readonly by: Person } {
  const [role, by] = listOf(json);
  return { role: wordOf(roles, role), by: personFrom(by) };
}

/** Who banned somebody, or lifted the ban. */
export function banDetails(by: Person): string {
  return JSON.stringify([personList(by)]);
}

export function banFrom(json: string): { readonly by: Person } {
  return { by: personFrom(listOf(json)[0]) };
}

/** Null: they left by themselves. */
export function leftDetails(removedBy: Person | null): string {
  return removedBy === null ? "" : JSON.stringify([codeOf(leftReasons, "removed"), personList(removedBy)]);
}

export function leftFrom(json: string): { readonly reason: "left" | "removed"; readonly by: Person | null } {
  if (json === "") return { reason: "left", by: null };
  const [reason, by] = listOf(json);
  return { reason: wordOf(leftReasons, reason), by: personFrom(by) };
}

/** Details with another name for this user, where they are about them. */
export function renamedDetails(json: string, userId: string, name: string): string {
  const renamed = (part: unknown): unknown =>
    Array.isArray(part) && part[0] === userId ? personList({ ...personFrom(part), name }) : part;
  return JSON.stringify(listOf(json).map(renamed));
}

export interface RoomLook {
  readonly name: string | null;
  readonly topic: string | null;
  readonly archivedAt: UnixMs | null;
}

export function lookDetails({ name, topic, archivedAt }: RoomLook): string {
  return JSON.stringify([name, topic, archivedAt]);
}

export function lookFrom(json: string): RoomLook {
  const [name, topic, archivedAt] = listOf(json);
  return { name: textOrNull(name), topic: textOrNull(topic), archivedAt: numberOrNull(archivedAt) };
}

/** Null for none. */
export function mentionsColumn({ userIds, room }: Mentions): string | null {
  return userIds.length === 0 && !room ? null : JSON.stringify([room, ...userIds]);
}

export function mentionsFrom(json: string): Mentions {
  const [room, ...userIds] = listOf(json);
  return { userIds: userIds.map(text), room: room === true };
}
