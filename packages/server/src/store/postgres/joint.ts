/** Two texts, which may hold any character, as one key of a map. */
export function joint(a: string, b: string): string {
  return `${a.length} ${a}${b}`;
}
