/** Finding by a few letters of a name, in their order: beginnings of words are meant more often than what is in the middle of them. */

const marks = /\p{M}+/gu;
const fold = (text: string): string => text.normalize("NFKD").replace(marks, "").toLowerCase();

const letter = /[\p{L}\p{N}]/u;

/** How well it fits; undefined where it does not. An empty query fits everything alike. */
export function fit(query: string, name: string): number | undefined {
  const wanted = [...fold(query).replace(/\s+/g, "")];
  const given = [...fold(name)];
  if (wanted.length === 0) return 0;
  // The best of what begins at each place where the first letter is.
  const all = given.flatMap((one, at) => (one === wanted[0] ? [from(wanted, given, at)] : [])).filter((one) => one !== undefined);
  return all.length === 0 ? undefined : Math.max(...all);
}

const isStart = (given: readonly string[], at: number): boolean => at === 0 || !letter.test(given[at - 1] ?? "");

function from(wanted: readonly string[], given: readonly string[], start: number): number | undefined {
  let score = 0;
  let at = start;
  let before = start - 1;
  for (const one of wanted) {
    at = nextOf(given, one, at);
    if (at === -1) return undefined;
    const isNext = at === before + 1;
    score += isStart(given, at) ? 8 : isNext ? 5 : 1;
    if (!isNext) score -= Math.min(3, at - before - 1);
    before = at;
    at += 1;
  }
  // Of two that fit alike the shorter one, and the one that fits from its beginning.
  return score - start * 0.1 - (given.length - wanted.length) * 0.01;
}

/** The beginning of a word with this letter is taken before one within a word, unless the letters follow each other. */
function nextOf(given: readonly string[], one: string, from: number): number {
  if (given[from] === one) return from;
  const start = given.findIndex((letter, at) => at >= from && letter === one && isStart(given, at));
  return start === -1 ? given.indexOf(one, from) : start;
}

/** Those that fit, the best first; what fits alike stays in its order. */
export function best<Item>(query: string, items: readonly Item[], namesOf: (item: Item) => readonly string[]): readonly Item[] {
  return items
    .flatMap((item, at) => {
      const fits = namesOf(item).flatMap((name) => fit(query, name) ?? []);
      return fits.length === 0 ? [] : [{ item, at, score: Math.max(...fits) }];
    })
    .sort((one, other) => other.score - one.score || one.at - other.at)
    .map(({ item }) => item);
}
