/** A message as one line of plain text: notifications show no marks. What cannot be told from them stays. */
const longest = 180;

export function plainText(source: string): string {
  const plain = source
    .replace(/```[^\n]*\n?/g, " ")
    .replace(/!?\[([^\]\n]*)\]\([^)\s]*\)/g, "$1")
    .replace(/(\*\*|__|~~|`)(\S(?:.*?\S)?)\1/g, "$2")
    .replace(/^\s*(?:#{1,6}|>)\s+/gm, "")
    .replace(/\s+/g, " ")
    .trim();
  const letters = [...plain];
  return letters.length > longest ? `${letters.slice(0, longest).join("")}…` : plain;
}
