/** A row by position, in the order of the SELECT. */
export type Row = readonly unknown[];

/** A column that must hold a number; anything else means that the file was changed by another program. */
export function number(value: unknown): number {
  if (typeof value !== "number") throw new TypeError(`a number was expected in the database, found ${typeof value}`);
  return value;
}

export function numberOrNull(value: unknown): number | null {
  return value === null ? null : number(value);
}

/** A column that must hold text. */
export function text(value: unknown): string {
  if (typeof value !== "string") throw new TypeError(`text was expected in the database, found ${typeof value}`);
  return value;
}

export function textOrNull(value: unknown): string | null {
  return value === null ? null : text(value);
}
