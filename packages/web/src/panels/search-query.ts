/** What is looked for, as it was filled in, and as the server is asked for it. */
import { soughtIn } from "./highlight.ts";

export interface SearchQuery {
  readonly text: string;
  readonly isEverywhere: boolean;
  readonly author?: { readonly id: string; readonly name: string } | undefined;
  /** Days as date fields give them, `2026-01-31`; both of them are within. */
  readonly since: string;
  readonly until: string;
}

export const emptyQuery: SearchQuery = { text: "", isEverywhere: false, since: "", until: "" };

export interface FindInput {
  readonly text: string;
  readonly roomId?: string;
  readonly authorId?: string;
  readonly from?: number;
  readonly until?: number;
}

/** The server's bound unless it is set otherwise. */
export const searchChars = 256;

/** Undefined where there is no word to look for. */
export function findInput(
  { text, isEverywhere, author, since, until }: SearchQuery,
  roomId: string | undefined,
): FindInput | undefined {
  if (soughtIn(text).phrases.length === 0) return undefined;
  const [from, to] = [midnight(since, 0), midnight(until, 1)];
  return {
    text: text.trim(),
    ...(!isEverywhere && roomId !== undefined && { roomId }),
    ...(author && { authorId: author.id }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { until: to }),
  };
}

/** Where the day begins, or one so many days later, by the clocks here. */
function midnight(day: string, later: number): number | undefined {
  const [year, month, date] = day.split("-").map(Number);
  if (year === undefined || month === undefined || date === undefined) return undefined;
  const at = new Date(year, month - 1, date + later).getTime();
  return Number.isNaN(at) ? undefined : at;
}

export const hasFilters = ({ author, since, until }: SearchQuery): boolean =>
  author !== undefined || since !== "" || until !== "";

/** By rooms, in the order in which a room first comes up; within a room as they came. */
export function byRoom<Item extends { readonly message: { readonly roomId: string } }>(
  items: readonly Item[],
): readonly (readonly [string, readonly Item[]])[] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(item.message.roomId);
    if (group === undefined) groups.set(item.message.roomId, [item]);
    else group.push(item);
  }
  return [...groups];
}

/** Searches remembered. */
const most = 5;

export function withRecent(recent: readonly string[], text: string): readonly string[] {
  const words = text.trim();
  return words === "" ? recent : [words, ...recent.filter((one) => one !== words)].slice(0, most);
}
