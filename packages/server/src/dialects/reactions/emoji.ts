const qualifiedEmoji = /^\p{RGI_Emoji}$/v;
/** What shows as text unless U+FE0F follows and does not; not where a skin tone follows, which makes it an emoji too. */
const unqualified = /[\p{Emoji}--\p{Emoji_Presentation}](?![\uFE0F\p{Emoji_Modifier}])/gv;

/** The longest emoji of Unicode have 15 UTF-16 units with all their variation selectors; there is room for longer ones to come. */
const maxUnits = 40;

/**
 * Whether `text` is one grapheme that is an emoji: one of those Unicode recommends for interchange (RGI, UTS #51), fully qualified or with
 * its variation selectors (U+FE0F) left out, as many keyboards send it.
 */
export function isEmoji(text: string): boolean {
  if (text.length === 0 || text.length > maxUnits) return false;
  return qualifiedEmoji.test(text) || qualifiedEmoji.test(text.replace(unqualified, "$&\uFE0F"));
}
