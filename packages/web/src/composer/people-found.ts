/** Who is offered for what was typed after an `@`. */
export interface Callable {
  readonly id: string;
  /** What calls them. */
  readonly name: string;
  /** How they are shown, where that is another name. */
  readonly shown: string;
}

const folded = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** A name that begins so, or a word of it, in any spelling. */
function fits({ name, shown }: Callable, query: string): boolean {
  const sought = folded(query);
  return [name, shown]
    .map(folded)
    .some((one) => one.startsWith(sought) || one.split(/[\s._-]+/).some((word) => word.startsWith(sought)));
}

/** Each once, those given first first. */
export function peopleFound(people: readonly Callable[], query: string, most: number): readonly Callable[] {
  const found = new Map<string, Callable>();
  for (const person of people) if (!found.has(person.id) && fits(person, query)) found.set(person.id, person);
  return [...found.values()].slice(0, most);
}
