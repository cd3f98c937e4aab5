/** Of a text field: what is written in it and what is selected. */
export interface Selected {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly insert: string;
  /** Selected afterwards, in the new text. */
  readonly select: readonly [number, number];
}

const marks: Readonly<Record<string, string>> = { b: "**", i: "_", X: "~~", x: "~~" };

/** Ctrl or Cmd with B, I, or Shift and X. */
export function markOf(event: {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}): string | undefined {
  if (event.ctrlKey === event.metaKey || event.altKey) return undefined;
  const key = event.key.toLowerCase();
  return (key === "x") === event.shiftKey ? marks[key] : undefined;
}

/** Puts marks around the selection, or takes them away where they are already; blanks at its ends stay outside. */
export function wrapped({ text, start, end }: Selected, mark: string): Replacement {
  const chosen = text.slice(start, end);
  const from = start + (chosen.length - chosen.trimStart().length) * (chosen.trim() === "" ? 0 : 1);
  const inner = chosen.trim() === "" ? "" : chosen.trim();
  const to = from + inner.length;
  const isMarked = text.slice(from - mark.length, from) === mark && text.slice(to, to + mark.length) === mark;
  if (isMarked) {
    const at = from - mark.length;
    return { start: at, end: to + mark.length, insert: inner, select: [at, at + inner.length] };
  }
  const at = from + mark.length;
  return { start: from, end: to, insert: mark + inner + mark, select: [at, at + inner.length] };
}
