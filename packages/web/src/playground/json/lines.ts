/** JSON laid out for a narrow column: what is short stays on one line. Each name carries its path, for what the schema says of it. */
import type { Path } from "../schema/explain.ts";

export interface Token {
  readonly kind: "key" | "string" | "number" | "word" | "mark";
  readonly text: string;
  /** Of keys. */
  readonly path?: Path;
}

export interface Line {
  readonly indent: number;
  readonly tokens: readonly Token[];
}

/** Characters that fit on a line, about. */
const width = 34;
/** Longer texts are cut, and say how long they are. */
const longestText = 400;
/** Not for screenshots. */
const secrets: ReadonlySet<string> = new Set(["auth_token", "token", "password"]);

export function linesOf(value: unknown): readonly Line[] {
  return laidOut(value, [], 0);
}

function laidOut(value: unknown, path: Path, indent: number): readonly Line[] {
  const isFlat = typeof value !== "object" || value === null || JSON.stringify(value).length + indent * 2 <= width;
  if (isFlat) return [{ indent, tokens: flat(value, path) }];
  const isArray = Array.isArray(value);
  const steps: readonly (readonly [string | number, unknown])[] = isArray ? [...value.entries()] : Object.entries(value);
  const inner = steps.flatMap(([step, member], index) => {
    const lines = laidOut(member, [...path, step], indent + 1);
    const named = isArray ? lines : withKey(lines, keyToken(step, path));
    return index === steps.length - 1 ? named : withComma(named);
  });
  return [{ indent, tokens: [mark(isArray ? "[" : "{")] }, ...inner, { indent, tokens: [mark(isArray ? "]" : "}")] }];
}

const mark = (text: string): Token => ({ kind: "mark", text });
const keyToken = (step: string | number, path: Path): Token => ({
  kind: "key",
  text: JSON.stringify(step),
  path: [...path, step],
});

function withKey([first, ...rest]: readonly Line[], key: Token): readonly Line[] {
  return first === undefined ? [] : [{ ...first, tokens: [key, mark(": "), ...first.tokens] }, ...rest];
}

function withComma(lines: readonly Line[]): readonly Line[] {
  return lines.map((line, index) => (index === lines.length - 1 ? { ...line, tokens: [...line.tokens, mark(",")] } : line));
}

function flat(value: unknown, path: Path): readonly Token[] {
  if (typeof value === "string") return [{ kind: "string", text: shortened(value, path) }];
  if (typeof value === "number") return [{ kind: "number", text: String(value) }];
  if (typeof value !== "object" || value === null) return [{ kind: "word", text: String(value) }];
  const isArray = Array.isArray(value);
  const steps: readonly (readonly [string | number, unknown])[] = isArray ? [...value.entries()] : Object.entries(value);
  const inner = steps.flatMap(([step, member], index) => [
    ...(index === 0 ? [] : [mark(", ")]),
    ...(isArray ? [] : [keyToken(step, path), mark(": ")]),
    ...flat(member, [...path, step]),
  ]);
  return [mark(isArray ? "[" : "{"), ...inner, mark(isArray ? "]" : "}")];
}

function shortened(value: string, path: Path): string {
  if (secrets.has(String(path.at(-1))) && value.length > 12) return `"${value.slice(0, 4)}…"`;
  return value.length <= longestText
    ? JSON.stringify(value)
    : `${JSON.stringify(value.slice(0, 80)).slice(0, -1)}… (${value.length})"`;
}
