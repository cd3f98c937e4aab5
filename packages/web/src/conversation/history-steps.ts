/**
 * From the rows that are drawn to those that are there now, in steps that the virtual list can keep its place over: it is told of a change by
 * the number of rows and the end that it is at, and a window that moves gains at one end what it loses at the other.
 */
interface Keyed {
  readonly key: string;
}

export interface Step<Row> {
  readonly rows: readonly Row[];
  /** The number of rows changes at the beginning: what is seen stays where it is seen from the end. */
  readonly isShift: boolean;
  /** Nothing of what was drawn is left: the list begins anew. */
  readonly isAnew: boolean;
}

export function nextStep<Row extends Keyed>(drawn: readonly Row[], wanted: readonly Row[]): Step<Row> {
  const wantedAt = new Map(wanted.map(({ key }, at) => [key, at]));
  const first = drawn.findIndex(({ key }) => wantedAt.has(key));
  if (first === -1) return { rows: wanted, isShift: false, isAnew: drawn.length > 0 && wanted.length > 0 };
  const before = wantedAt.get(drawn[first]?.key ?? "") ?? 0;
  if (first === before) return { rows: wanted, isShift: false, isAnew: false };
  // The beginning first; the end stays as it is drawn for this step.
  const last = drawn.findLastIndex(({ key }) => wantedAt.has(key));
  const until = (wantedAt.get(drawn[last]?.key ?? "") ?? 0) + 1;
  const gone = drawn.slice(last + 1);
  const rows = gone.length === 0 && until === wanted.length ? wanted : [...wanted.slice(0, until), ...gone];
  return { rows, isShift: true, isAnew: false };
}
