/** Which emoji the person uses: kept in the browser, for the picker and for quick reactions. */
type Uses = readonly (readonly [emoji: string, count: number])[];
type Keep = Pick<Storage, "getItem" | "setItem">;

const storageKey = "parlance.emoji";
const kept = 36;
/** For who has used none yet. */
const common = ["👍", "❤️", "😂", "🎉", "😮", "😢"];

/** The latest first. */
function usesIn(storage: Keep): Uses {
  try {
    const value: unknown = JSON.parse(storage.getItem(storageKey) ?? "[]");
    if (!Array.isArray(value)) return [];
    return value.filter(
      (one): one is readonly [string, number] => Array.isArray(one) && typeof one[0] === "string" && typeof one[1] === "number",
    );
  } catch {
    return [];
  }
}

export function noteUse(storage: Keep, emoji: string): void {
  const uses = usesIn(storage);
  const count = uses.find(([one]) => one === emoji)?.[1] ?? 0;
  const next = [[emoji, count + 1] as const, ...uses.filter(([one]) => one !== emoji)].slice(0, kept);
  try {
    storage.setItem(storageKey, JSON.stringify(next));
  } catch {
    // A full storage: what was used last is not worth an error.
  }
}

export const latelyUsed = (storage: Keep, count: number): readonly string[] =>
  usesIn(storage)
    .slice(0, count)
    .map(([emoji]) => emoji);

/** The most used ones, and common ones where there are not so many. */
export function mostUsed(storage: Keep, count: number): readonly string[] {
  // One that was used once by chance does not drive out what everybody uses.
  const used = [...usesIn(storage)].filter(([, times]) => times > 1).sort(([, one], [, other]) => other - one);
  return [...new Set([...used.map(([emoji]) => emoji), ...common])].slice(0, count);
}
