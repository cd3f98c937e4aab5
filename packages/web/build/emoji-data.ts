/**
 * The emoji that are offered, made of `emojibase-data` (3 MB for a language) at build time: a chunk of its own that is loaded with the picker.
 * A line an emoji: `emoji|label|words to find it by|short codes|version of Unicode's emoji`, what is at the end left out where there is none;
 * an empty line between categories. Flags of countries are letters in a line, because browsers know what countries are called.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Plugin } from "vite";

interface Emoji {
  readonly emoji: string;
  readonly label: string;
  readonly hexcode: string;
  readonly order?: number;
  readonly group?: number;
  readonly tags?: readonly string[];
  readonly version: number;
}

const { resolve } = createRequire(import.meta.url);
const read = <Value>(name: string): Value => JSON.parse(readFileSync(resolve(`emojibase-data/en/${name}.json`), "utf8")) as Value;

/** Skin tones and hair by themselves: no emoji that anybody says. */
const componentGroup = 2;
const flagGroup = 9;
const country = /^\p{Regional_Indicator}{2}$/u;
/** More words find little more, and cost bytes. */
const maxWords = 6;
/** Older ones are in the fonts of whatever runs a browser that this page is built for. */
const firstVersionToldOf = 13;

/** As Unicode recommends it: emojibase puts a U+FE0F where none is needed, which would make another reaction of the same picture. */
function recommended(emoji: string): string {
  const bare = emoji.replaceAll("\uFE0F", "");
  return /^\p{RGI_Emoji}$/v.test(bare) ? bare : emoji;
}

/** What is not found by the label or by a longer word; of many the most usual ones. Those of men and women are found as what they do. */
function wordsOf({ label, tags = [] }: Emoji, uses: ReadonlyMap<string, number>): string {
  if (/^(?:(?:wo)?m[ae]n|family)\b/.test(label)) return "";
  const found = label.toLowerCase();
  return tags
    .filter((tag) => !tag.includes(" ") && tag.length > 1 && !found.includes(tag.toLowerCase()))
    .filter((tag, _, all) => !all.some((other) => other !== tag && other.includes(tag)))
    .sort((one, other) => (uses.get(other) ?? 0) - (uses.get(one) ?? 0))
    .slice(0, maxWords)
    .sort()
    .join(" ");
}

function usesOfWords(emojis: readonly Emoji[]): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  for (const { tags = [] } of emojis) for (const tag of tags) uses.set(tag, (uses.get(tag) ?? 0) + 1);
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

const letters = (flag: string): string =>
  String.fromCodePoint(...[...flag].map((letter) => (letter.codePointAt(0) ?? 0) - 0x1f1e6 + 0x41));

/** All emoji as the text that `readEmoji` reads. */
export function emojiText(): string {
  const all = read<readonly Emoji[]>("data")
    .filter(({ group }) => group !== undefined && group !== componentGroup)
    .sort((one, other) => (one.order ?? 0) - (other.order ?? 0));
  const codes = read<Readonly<Record<string, string | readonly string[]>>>("shortcodes/github");
  const uses = usesOfWords(all);
  const line = (emoji: Emoji): string => {
    const version = emoji.version >= firstVersionToldOf ? String(emoji.version) : "";
    return [recommended(emoji.emoji), emoji.label, wordsOf(emoji, uses), codesOf(emoji, codes), version]
      .join("|")
      .replace(/\|+$/, "");
  };
  const categories = new Map<number, Emoji[]>();
  for (const emoji of all) categories.set(emoji.group ?? 0, [...(categories.get(emoji.group ?? 0) ?? []), emoji]);
  const lines = [...categories.values()].map((emojis) =>
    emojis
      .filter(({ emoji }) => !country.test(emoji))
      .map(line)
      .join("\n"),
  );
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
