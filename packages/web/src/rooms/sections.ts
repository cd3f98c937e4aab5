/** The list of rooms as it stands at the side: in sections, those with the latest message first. */
import type { RoomSummary } from "@parlance/client";
import { loungeId } from "../people/people-rights.ts";
import { isMuted } from "./mutes.ts";

export interface Section {
  readonly kind: "rooms" | "directs";
  readonly rooms: readonly RoomSummary[];
}

/** The lounge is the first of the rooms; those that are archived are the last. */
export function sectionsOf(rooms: readonly RoomSummary[]): readonly Section[] {
  const groups = rooms.filter(({ room }) => room.kind !== "direct");
  const rank = ({ room }: RoomSummary): number => (room.id === loungeId ? 0 : room.archivedAt === undefined ? 1 : 2);
  const sections: readonly Section[] = [
    { kind: "rooms", rooms: groups.toSorted((one, other) => rank(one) - rank(other)) },
    { kind: "directs", rooms: rooms.filter(({ room }) => room.kind === "direct") },
  ];
  return sections.filter((section) => section.rooms.length > 0);
}

/** Letters as they are compared: without case and accents. */
const folded = (words: string): string => words.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();

/** Those whose name has the words, wherever. */
export function withWords<T>(all: readonly T[], words: string, nameOf: (one: T) => string): readonly T[] {
  const wanted = folded(words.trim());
  return wanted === "" ? all : all.filter((one) => folded(nameOf(one)).includes(wanted));
}

/**
 * The rooms in an order from before: while somebody points at the list nothing in it moves under their hand. New ones come last, and what is
 * said of each is of now.
 */
export function inOrderOf(ids: readonly string[], rooms: readonly RoomSummary[]): readonly RoomSummary[] {
  const place = new Map(ids.map((id, at) => [id, at]));
  const placeOf = ({ room }: RoomSummary): number => place.get(room.id) ?? ids.length;
  return rooms.toSorted((one, other) => placeOf(one) - placeOf(other));
}

/** The room that is `step` further down the list, around its ends; the first where one is in none of them. */
export function roomAt(rooms: readonly RoomSummary[], roomId: string | undefined, step: 1 | -1): string | undefined {
  const at = rooms.findIndex(({ room }) => room.id === roomId);
  if (at === -1) return rooms.at(step === 1 ? 0 : -1)?.room.id;
  return rooms.at((at + step) % rooms.length)?.room.id;
}

/** As `roomAt`, among those that call: unread and not muted. Undefined where there is no other. */
export function unreadAt(
  rooms: readonly RoomSummary[],
  roomId: string | undefined,
  { step, now }: { readonly step: 1 | -1; readonly now: number },
): string | undefined {
  const calling = rooms.filter((one) => one.room.id === roomId || (one.unread > 0 && !isMuted(one, now)));
  const found = roomAt(calling, roomId, step);
  return found === roomId ? undefined : found;
}
