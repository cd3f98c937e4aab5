/** Which parts of a found message are what was looked for: as pieces of text, each of them marked or not. */
import { type FoldedWord, foldedWords, isUnpartedLetter } from "./folded-words.ts";

export interface Piece {
  readonly text: string;
  readonly isHit: boolean;
  /** Where it begins in the text. */
  readonly at: number;
}

interface Sought {
  /** Words that follow each other. */
  readonly phrases: readonly (readonly string[])[];
  /** The last word may be the beginning of one. */
  readonly isLastOpen: boolean;
}

const parts = /"([^"]*)("?)|[^\s"]+/g;
const otherQuotes = /[“”„‟«»＂]/g;

/** As the server reads it: words between quotes, and those written together, follow each other. */
export function soughtIn(query: string): Sought {
  const phrases: (readonly string[])[] = [];
  let isLastOpen = true;
  for (const [part, quoted, close] of query.replace(otherQuotes, '"').matchAll(parts)) {
    const found = foldedWords(quoted ?? part).map(({ word }) => word);
    if (found.length === 0) continue;
    phrases.push(found);
    isLastOpen = close !== '"';
  }
  const last = phrases.at(-1)?.at(-1);
  const canGoOn = last !== undefined && [...last].length > 1 && !isUnpartedLetter(last);
  return { phrases, isLastOpen: isLastOpen && canGoOn };
}

type Range = readonly [from: number, to: number];

export function highlighted(text: string, query: string): readonly Piece[] {
  const { phrases, isLastOpen } = soughtIn(query);
  const inText = foldedWords(text);
  const ranges = phrases.flatMap((phrase, at) => found(inText, phrase, isLastOpen && at === phrases.length - 1));
  return pieces(text, joined(ranges));
}

function found(inText: readonly FoldedWord[], phrase: readonly string[], isOpen: boolean): readonly Range[] {
  const last = phrase.length - 1;
  return inText.flatMap((first, start) => {
    const isHere = phrase.every((wanted, index) => {
      const word = inText[start + index]?.word;
      return word === wanted || (isOpen && index === last && word?.startsWith(wanted) === true);
    });
    const end = inText[start + last];
    const [from] = first.places;
    if (!isHere || end === undefined || from === undefined) return [];
    return [[from, end.places[phrase[last]?.length ?? 0] ?? end.end] as const];
  });
}

function joined(ranges: readonly Range[]): readonly Range[] {
  const inOrder = [...ranges].sort(([one], [other]) => one - other);
  const whole: Range[] = [];
  for (const [from, to] of inOrder) {
    const before = whole.at(-1);
    if (before !== undefined && from <= before[1]) whole[whole.length - 1] = [before[0], Math.max(before[1], to)];
    else whole.push([from, to]);
  }
  return whole;
}

function pieces(text: string, ranges: readonly Range[]): readonly Piece[] {
  const all: Piece[] = [];
  let done = 0;
  const take = (to: number, isHit: boolean): void => {
    if (to > done) all.push({ text: text.slice(done, to), isHit, at: done });
    done = Math.max(done, to);
  };
  for (const [from, to] of ranges) {
    take(from, false);
    take(to, true);
  }
  take(text.length, false);
  return all;
}

/** Characters shown before what was found. */
const before = 60;
/** Characters shown in all. */
const most = 320;

/** The part of a long message in which the first of it was found. */
export function excerpt(all: readonly Piece[]): readonly Piece[] {
  const hit = all.find(({ isHit }) => isHit)?.at ?? 0;
  const length = all.reduce((sum, { text }) => sum + text.length, 0);
  if (length <= most) return all;
  const from = hit <= before ? 0 : wordStart(all, hit - before);
  const to = from + most;
  const shown = all.flatMap(({ text, isHit, at }) => {
    const part = text.slice(Math.max(0, from - at), Math.max(0, to - at));
    return part === "" ? [] : [{ text: part.toWellFormed().replaceAll("\ufffd", ""), isHit, at: Math.max(at, from) }];
  });
  const dots = (at: number): Piece => ({ text: "…", isHit: false, at });
  return [...(from > 0 ? [dots(-1)] : []), ...shown, ...(to < length ? [dots(length)] : [])];
}

/** After the next space, if one is near. */
function wordStart(all: readonly Piece[], from: number): number {
  const text = all.map((piece) => piece.text).join("");
  const space = text.slice(from, from + before / 2).search(/\s/);
  return space === -1 ? from : from + space + 1;
}
