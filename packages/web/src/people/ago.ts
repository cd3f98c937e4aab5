const units = [
  ["year", 365 * 24 * 60],
  ["month", 30 * 24 * 60],
  ["week", 7 * 24 * 60],
  ["day", 24 * 60],
  ["hour", 60],
  ["minute", 1],
] as const;

export type Ago = { readonly count: number; readonly unit: (typeof units)[number][0] };

/** A length of time in its largest whole unit; undefined for less than a minute, and for what is yet to come. */
export function agoOf(ms: number): Ago | undefined {
  const minutes = Math.floor(ms / 60_000);
  for (const [unit, size] of units) if (minutes >= size) return { count: Math.floor(minutes / size), unit };
  return undefined;
}
