/** What followed on something that was done to break a connection, out of the column's entries. */
import type { Entry, Note } from "./column/entries.ts";
import { isRecord } from "./schema/json-schema.ts";

export interface Aftermath {
  /** What the server said, and how often. */
  readonly answers: readonly { readonly text: string; readonly count: number; readonly isError: boolean }[];
  readonly closed: Extract<Note, { what: "closed" }> | undefined;
  /** It was closed, and is in again. */
  readonly isBack: boolean;
}

export function aftermathOf(entries: readonly Entry[], after: number): Aftermath {
  const since = entries.filter(({ key }) => key > after);
  const notes = since.flatMap((entry) => (entry.kind === "note" ? [entry] : []));
  const closed = notes.find(({ note }) => note.what === "closed");
  const answers = new Map<string, { text: string; count: number; isError: boolean }>();
  // What comes on the next connection is no answer.
  for (const entry of since) {
    if (entry.kind !== "frame" || entry.direction === "sent" || !entry.isAnswer) continue;
    if (closed !== undefined && entry.key > closed.key) continue;
    const text = saidIn(entry.value) ?? entry.text.slice(0, 80);
    const known = answers.get(text);
    answers.set(text, { text, count: (known?.count ?? 0) + 1, isError: entry.isError });
  }
  const isBack = closed !== undefined && notes.some(({ key, note }) => key > closed.key && note.what === "in");
  const note = closed?.note;
  return { answers: [...answers.values()], closed: note?.what === "closed" ? note : undefined, isBack };
}

/** What a person would read in an answer: the error's own words, or else the frame's type. */
export function saidIn(frame: unknown): string | undefined {
  if (!isRecord(frame)) return undefined;
  const places = [frame["payload"], frame["data"], frame].filter(isRecord);
  const words = places.flatMap((place) => [place["message"], place["error"]]).find((word) => typeof word === "string");
  const code = places.flatMap((place) => [place["code"], place["error_code"]]).find((word) => typeof word === "string");
  if (typeof words === "string") return typeof code === "string" ? `${code}: ${words}` : words;
  return typeof frame["type"] === "string" ? frame["type"] : undefined;
}
