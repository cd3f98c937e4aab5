/**
 * The emoji that are offered, made of `emojibase-data` (3 MB for a language) at build time: a chunk of its own that is loaded with the picker.
 * A line an emoji: `emoji|label|words to find it by|short codes|version of Unicode's emoji`, what is at the end left out where there is none;
 * an empty line between categories. Flags of countries are letters in a line, because browsers know what countries are called. A line that begins
 * with `=` is of a person, and of a man and a woman who follow and are called and coded accordingly.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Plugin } from "vite";
import { genders, ofGender } from "../src/emoji/genders.ts";

interface Emoji {
  readonly emoji: string;
  readonly label: string;
  readonly hexcode: string;
  readonly order?: number;
  readonly group?: number;
  readonly tags?: readonly string[];
  readonly version: number;
}

/** As it is written, but for the marks between. */
interface Line {
  readonly emoji: string;
  readonly label: string;
  readonly words: string;
  readonly codes: string;
  readonly version: string;
}

const { resolve } = createRequire(import.meta.url);
const read = <Value>(name: string): Value => JSON.parse(readFileSync(resolve(`emojibase-data/en/${name}.json`), "utf8")) as Value;

/** Skin tones and hair by themselves: no emoji that anybody says. */
const componentGroup = 2;
const flagGroup = 9;
const country = /^\p{Regional_Indicator}{2}$/u;
/** More words find little more, and cost bytes. So do words that find few emoji: mostly those have plainer ones. */
const maxWords = 3;
const minUses = 4;
/** Older ones are in the fonts of whatever runs a browser that this page is built for. */
const firstVersionToldOf = 13;

/** As Unicode recommends it: emojibase puts a U+FE0F where none is needed, which would make another reaction of the same picture. */
function recommended(emoji: string): string {
  const bare = emoji.replaceAll("\uFE0F", "");
  return /^\p{RGI_Emoji}$/v.test(bare) ? bare : emoji;
}

/** What is not found by the label or by a longer word. Those of men and women are found as what they do. */
function tellingTags({ label, tags = [] }: Emoji): readonly string[] {
  if (/^(?:(?:wo)?m[ae]n|family)\b/.test(label)) return [];
  const found = label.toLowerCase();
  return tags
    .filter((tag) => !tag.includes(" ") && tag.length > 1 && !found.includes(tag.toLowerCase()))
    .filter((tag, _, all) => !all.some((other) => other !== tag && other.includes(tag)));
}

/** The most usual of them. */
function wordsOf(emoji: Emoji, uses: ReadonlyMap<string, number>): string {
  return tellingTags(emoji)
    .filter((tag) => (uses.get(tag) ?? 0) >= minUses)
    .sort((one, other) => (uses.get(other) ?? 0) - (uses.get(one) ?? 0))
    .slice(0, maxWords)
    .sort()
    .join(" ");
}

function usesOfWords(emojis: readonly Emoji[]): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  for (const emoji of emojis) for (const tag of tellingTags(emoji)) uses.set(tag, (uses.get(tag) ?? 0) + 1);
  return uses;
}

/** GitHub's, which people know, but for those that the label says. */
function codesOf({ label, hexcode }: Emoji, codes: Readonly<Record<string, string | readonly string[]>>): string {
  const known = label.replaceAll(/[^a-z\d]+/gi, "_").toLowerCase();
  return [codes[hexcode] ?? []]
    .flat()
    .filter((code) => code !== known && !/^(?:clock\d|man_|family_)|woman/.test(code))
    .join(" ");
}

/** What is said by the line of the person before them, which is marked: all that is a man or a woman of somebody, and no older or newer. */
function impliedBy(lines: readonly Line[]): ReadonlyMap<Line, Line> {
  const implied = new Map<Line, Line>();
  lines.forEach((person, at) => {
    const others = lines.slice(at + 1, at + 1 + genders.length);
    const isSaid = genders.every((gender, nth) => {
      const said = ofGender(person, gender);
      const other = others[nth];
      return (
        other !== undefined &&
        other.words === "" &&
        said.emoji === other.emoji &&
        said.label === other.label &&
        person.version === other.version
      );
    });
    if (isSaid) for (const other of others) implied.set(other, person);
  });
  return implied;
}

const letters = (flag: string): string =>
  String.fromCodePoint(...[...flag].map((letter) => (letter.codePointAt(0) ?? 0) - 0x1f1e6 + 0x41));

function written(lines: readonly Line[]): string {
  const implied = impliedBy(lines);
  const persons = new Set(implied.values());
  return lines
    .filter((line) => !implied.has(line))
    .map((line) => {
      const parts = [line.emoji, line.label, line.words, line.codes, line.version].join("|").replace(/\|+$/, "");
      return persons.has(line) ? `=${parts}` : parts;
    })
    .join("\n");
}

/** All emoji as the text that `readEmoji` reads. */
export function emojiText(): string {
  const all = read<readonly Emoji[]>("data")
    .filter(({ group }) => group !== undefined && group !== componentGroup)
    .sort((one, other) => (one.order ?? 0) - (other.order ?? 0));
  const codes = read<Readonly<Record<string, string | readonly string[]>>>("shortcodes/github");
  const uses = usesOfWords(all);
  const lineOf = (emoji: Emoji): Line => ({
    emoji: recommended(emoji.emoji),
    label: emoji.label,
    words: wordsOf(emoji, uses),
    codes: codesOf(emoji, codes),
    version: emoji.version >= firstVersionToldOf ? String(emoji.version) : "",
  });
  const categories = new Map<number, Emoji[]>();
  for (const emoji of all) categories.set(emoji.group ?? 0, [...(categories.get(emoji.group ?? 0) ?? []), emoji]);
  const lines = [...categories.values()].map((emojis) => written(emojis.filter(({ emoji }) => !country.test(emoji)).map(lineOf)));
  const countries = (categories.get(flagGroup) ?? []).filter(({ emoji }) => country.test(emoji));
  return `${lines.join("\n\n")}\n\n${countries.map(({ emoji }) => letters(emoji)).join("")}`;
}

const name = "virtual:emoji";

/** `import("virtual:emoji")` is the text, in a file whose name has its hash: browsers keep it until it is another. */
export function emojiData(): Plugin {
  return {
    name: "emoji-data",
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load: (id) => (id === `\0${name}` ? `export default ${JSON.stringify(emojiText())};` : undefined),
  };
}
