export const personColours = 8;

/** Which of the person colours an id has: the same in every page. */
export function personColour(id: string): number {
  let sum = 0;
  for (const letter of id) sum = (Math.imul(sum, 31) + (letter.codePointAt(0) ?? 0)) >>> 0;
  return sum % personColours;
}

/** One or two letters that stand for a name, as people see letters (a flag or a family is one). */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/[\s._-]+/)
    .filter((word) => word !== "");
  const letters = [words[0] ?? "?", ...(words.length > 1 ? [words.at(-1) ?? ""] : [])].map(firstLetter);
  return letters.join("").toLocaleUpperCase();
}

const segmenter = new Intl.Segmenter();
const firstLetter = (word: string): string => segmenter.segment(word)[Symbol.iterator]().next().value?.segment ?? "";
