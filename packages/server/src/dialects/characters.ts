/** Whether `text` has more than `max` characters (Unicode code points; a lone surrogate counts as one). */
export function longerThan(text: string, max: number): boolean {
  if (text.length <= max) return false;
  if (text.length > 2 * max) return true;
  return countCharacters(text) > max;
}

/** The number of characters (Unicode code points) of `text`. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
