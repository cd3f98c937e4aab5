/** The emoji as frimousse takes them. */
import type { EmojiDataResolver } from "frimousse";
import { text } from "../text/text.ts";
import { type OfferedEmoji, type Tone, toned, tones } from "./emoji-text.ts";
import { offeredEmoji } from "./offered-emoji.ts";

type EmojiData = Awaited<ReturnType<EmojiDataResolver>>;

function skinsOf(emoji: string): Record<Tone, string> | undefined {
  const pairs = tones.flatMap((tone) => {
    const made = toned(emoji, tone);
    return made === undefined ? [] : [[tone, made] as const];
  });
  return pairs.length === tones.length ? (Object.fromEntries(pairs) as Record<Tone, string>) : undefined;
}

const entry = ({ emoji, label, category, words, codes, version }: OfferedEmoji): EmojiData["emojis"][number] => ({
  emoji,
  category,
  label,
  version,
  tags: [...words, ...codes],
  skins: skinsOf(emoji),
});

/** What frimousse takes for languages. What is sought is all of one kind, or the best would stand behind all that is a smiley. */
export const inKinds = "kinds";
export const inOne = "one";

/** In the place of frimousse's own, which asks a server beforehand whether its files are new. */
export const resolveEmoji: EmojiDataResolver = async (locale) => {
  const emojis = (await offeredEmoji()).map(entry);
  const isOne = locale === inOne;
  return {
    locale,
    emojis: isOne ? emojis.map((emoji) => ({ ...emoji, category: 0 })) : emojis,
    categories: isOne ? [{ index: 0, label: text.emoji.found }] : text.emoji.categories.map((label, index) => ({ index, label })),
    skinTones: text.emoji.tones,
  };
};
