const qualifiedEmoji = /^\p{RGI_Emoji}$/v;
/** Variation selectors that follow an emoji; one in half a flag is no part of one. */
const selectors = /(?<=[\p{Emoji}--\p{Regional_Indicator}])\uFE0F/gv;
/** What shows as text unless U+FE0F follows; not where a skin tone follows, which makes it an emoji too. */
const textByDefault = /[\p{Emoji}--\p{Emoji_Presentation}](?!\p{Emoji_Modifier})/gv;

/** The longest emoji of Unicode have 15 UTF-16 units with all their variation selectors; there is room for longer ones to come. */
const maxUnits = 40;

/**
 * Whether `text` is one grapheme that is an emoji: one of those Unicode recommends for interchange (RGI, UTS #51), with its variation
 * selectors (U+FE0F), without them, or with more than it needs: keyboards differ.
 */
export function isEmoji(text: string): boolean {
  if (text.length === 0 || text.length > maxUnits) return false;
  return qualifiedEmoji.test(text) || qualifiedEmoji.test(text.replace(selectors, "").replace(textByDefault, "$&\uFE0F"));
}
