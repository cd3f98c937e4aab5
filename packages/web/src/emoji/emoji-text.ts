import { genders, ofGender } from "./genders.ts";

/** The emoji that are offered, as they come from the build (`build/emoji-data.ts`). */
export interface OfferedEmoji {
  readonly emoji: string;
  readonly label: string;
  /** Of `categories` in order. */
  readonly category: number;
  /** What else it is found by. */
  readonly words: readonly string[];
  /** `:code:`, without the colons; the first says the label. */
  readonly codes: readonly string[];
  /** Of Unicode's emoji; 0 for what every system has. */
  readonly version: number;
  readonly isCountry: boolean;
}

/** Reads the build's text; `regionName` says what a country is called. */
export function readEmoji(text: string, regionName: (code: string) => string): readonly OfferedEmoji[] {
  const parts = text.split("\n\n");
  const countries = parts.pop()?.match(/../g) ?? [];
  const listed = parts.flatMap((part, category) => part.split("\n").flatMap((line) => read(line, category)));
  return [...listed, ...countries.map((code) => flag(code, regionName(code), parts.length - 1))];
}

const split = (words: string): readonly string[] => (words === "" ? [] : words.split(" "));

/** A line of a person is of a man and a woman, too: found by their own labels, and by the codes of what they do. */
function read(line: string, category: number): readonly OfferedEmoji[] {
  const [emoji = "", label = "", words = "", codes = "", version = "0"] = line.replace(/^=/, "").split("|");
  const shared = { category, version: Number(version), isCountry: false };
  const known = split(codes);
  const one = { ...shared, emoji, label, words: split(words), codes: [codeOf(label), ...known] };
  if (!line.startsWith("=")) return [one];
  const others = genders.map((gender) => {
    const made = ofGender(one, gender);
    return { ...shared, ...made, words: [], codes: [codeOf(made.label), ...known.map((code) => `${code}_${gender}`)] };
  });
  return [one, ...others];
}

function flag(code: string, name: string, category: number): OfferedEmoji {
  const emoji = String.fromCodePoint(...[...code].map((letter) => (letter.codePointAt(0) ?? 0) - 0x41 + 0x1f1e6));
  const codes = [codeOf(`flag ${code}`)];
  return { emoji, label: `flag: ${name}`, category, words: [code], codes, version: 0, isCountry: true };
}

const codeOf = (label: string): string =>
  label
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "_")
    .replaceAll(/^_|_$/g, "");

const joiner = "\u200D";
const takesTone = /\p{Emoji_Modifier_Base}/u;
export const tones = ["light", "medium-light", "medium", "medium-dark", "dark"] as const;
export type Tone = (typeof tones)[number];

/** The emoji in a skin tone, everybody in it; undefined for one that Unicode has in none (families, a face). */
export function toned(emoji: string, tone: Tone): string | undefined {
  if (!takesTone.test(emoji)) return undefined;
  const modifier = String.fromCodePoint(0x1f3fb + tones.indexOf(tone));
  const parts = emoji.split(joiner);
  const made = parts
    // The handshake of people who hold hands has no tone of its own.
    .map((part) => (!takesTone.test(part) || (parts.length > 1 && part === "🤝") ? part : part.replace(/\uFE0F$/, "") + modifier))
    .join(joiner);
  return /^\p{RGI_Emoji}$/v.test(made) ? made : undefined;
}
