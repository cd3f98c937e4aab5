/**
 * Values that JSON has no form for, carried beside it (PROTOCOL.md, R1-R6).
 *
 * A payload stays plain JSON; what was richer is listed in the frame's `rich`: `[kind, ...path]`, containers before what is in
 * them. A payload that is plain JSON has no list, and a reader that does not know the list still sees sensible JSON.
 */
export type RichKind = "date" | "map" | "set" | "bigint" | "bytes" | "number" | "undefined";
export type RichNote = readonly [kind: RichKind, ...path: (string | number)[]];

export interface Packed {
  readonly json: unknown;
  readonly notes: readonly RichNote[];
}

/** Levels of nesting in a payload, both ways. */
export const maxDepth = 64;
/** Notes of one frame. */
export const maxNotes = 10_000;
/** Reading a bigint costs more than linearly, so its digits are bounded. */
const bigintText = /^-?\d{1,4096}$/;

/** A value that cannot cross the wire, or notes that do not fit their payload. */
export class RichError extends Error {
  override readonly name = "RichError";
}

function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (let at = 0; at < bytes.length; at += 8_192) binary += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return btoa(binary);
}

class Packer {
  readonly notes: RichNote[] = [];
  readonly #path: (string | number)[] = [];

  #note(kind: RichKind): void {
    this.notes.push([kind, ...this.#path]);
  }

  #inside(key: string | number, value: unknown): unknown {
    this.#path.push(key);
    const json = this.pack(value);
    this.#path.pop();
    return json;
  }

  /** The JSON form of `value`: itself when it is plain already, so that nothing is copied. */
  pack(value: unknown): unknown {
    switch (typeof value) {
      case "string":
      case "boolean":
        return value;
      case "number":
        if (Number.isFinite(value) && !Object.is(value, -0)) return value;
        this.#note("number");
        return Object.is(value, -0) ? "-0" : String(value);
      case "undefined":
        this.#note("undefined");
        return null;
      case "object":
        return value === null ? value : this.#packObject(value);
      case "bigint":
        if (!bigintText.test(`${value}`)) break;
        this.#note("bigint");
        return `${value}`;
    }
    throw this.#cannot(`is a ${typeof value}`);
  }

  #cannot(why: string): RichError {
    const path = ["payload", ...this.#path].join(".");
    return new RichError(`${path} ${why}: it cannot cross the wire`);
  }

  #packObject(value: object): unknown {
    if (this.#path.length >= maxDepth) throw new RichError(`payload: more than ${maxDepth} levels deep, or holds itself`);
    if (Array.isArray(value)) return this.#packArray(value);
    if (value instanceof Date) {
      this.#note("date");
      // Its ISO form; null for an invalid one.
      return value.toJSON();
    }
    if (value instanceof Map || value instanceof Set) {
      this.#note(value instanceof Map ? "map" : "set");
      return this.#packArray([...value]);
    }
    if (value instanceof Uint8Array) {
      this.#note("bytes");
      return toBase64(value);
    }
    return this.#packRecord(value);
  }

  #packArray(items: readonly unknown[]): unknown {
    let copy: unknown[] | undefined;
    for (let at = 0; at < items.length; at++) {
      const json = this.#inside(at, items[at]);
      if (json === items[at]) continue;
      copy ??= [...items];
      copy[at] = json;
    }
    return copy ?? items;
  }

  #packRecord(value: object): unknown {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
      throw this.#cannot(`is a ${value.constructor.name}`);
    }
    let copy: Record<string, unknown> | undefined;
    for (const [key, item] of Object.entries(value)) {
      // A missing property and an undefined one are the same in JSON, and to every validator of optional properties.
      if (item === undefined) continue;
      if (key === "__proto__") throw this.#cannot('has a key "__proto__"');
      const json = this.#inside(key, item);
      if (json === item) continue;
      copy ??= { ...value };
      copy[key] = json;
    }
    return copy ?? value;
  }
}

/**
 * Takes a value apart into JSON and notes.
 * @throws {RichError} for functions, symbols, instances of classes, cycles and nesting deeper than {@link maxDepth}.
 */
export function pack(value: unknown): Packed {
  const packer = new Packer();
  const json = packer.pack(value);
  if (packer.notes.length > maxNotes) throw new RichError(`payload: more than ${maxNotes} rich values`);
  return { json, notes: packer.notes };
}

const bad = (): RichError => new RichError("a note does not fit its payload");

function text(json: unknown, form: RegExp): string {
  if (typeof json === "string" && form.test(json)) return json;
  throw bad();
}

function list(json: unknown): readonly unknown[] {
  if (Array.isArray(json)) return json;
  throw bad();
}

function pair(json: unknown): readonly [unknown, unknown] {
  const items = list(json);
  if (items.length !== 2) throw bad();
  return [items[0], items[1]];
}

type Revivers = { readonly [Kind in RichKind]: (json: unknown) => unknown };

/** Each throws, whatever it throws, where the JSON is not what its kind looks like. */
const revivers: Revivers = {
  // What else `Date` would read is of the reader's time zone, or of its engine; an invalid one has no ISO form.
  date: (json) => new Date(json === null ? Number.NaN : new Date(text(json, /^[-+\d]+T[\d:.]+Z$/)).toISOString()),
  map: (json) => new Map(list(json).map(pair)),
  set: (json) => new Set(list(json)),
  bigint: (json) => BigInt(text(json, bigintText)),
  bytes: (json) => Uint8Array.from(atob(text(json, /^[\w+/]*=*$/)), (char) => char.charCodeAt(0)),
  number: (json) => Number(text(json, /^(NaN|-?Infinity|-0)$/)),
  undefined: (json) => {
    if (json !== null) throw bad();
  },
};

const isKind = (kind: unknown): kind is RichKind => typeof kind === "string" && Object.hasOwn(revivers, kind);

/** Goes one step into plain JSON: arrays by index, records by their own keys, nothing else. */
function isStep(container: unknown, key: unknown): container is Record<PropertyKey, unknown> {
  if (typeof container !== "object" || container === null) return false;
  const isList = Array.isArray(container);
  if (!isList && Object.getPrototypeOf(container) !== Object.prototype) return false;
  return typeof key === (isList ? "number" : "string") && key !== "__proto__" && Object.hasOwn(container, key as PropertyKey);
}

/**
 * Puts a value back together, in place. `json` must come fresh from a parser: nobody else may hold it.
 * @throws {RichError} when the notes do not fit: what was revived is closed to further steps, so no path leaves plain JSON.
 */
export function unpack(json: unknown, notes: unknown): unknown {
  if (notes === undefined) return json;
  const root = { json };
  try {
    const all = list(notes);
    if (all.length > maxNotes) throw bad();
    for (let at = all.length - 1; at >= 0; at--) revive(root, list(all[at]));
  } catch {
    throw bad();
  }
  return root.json;
}

function revive(root: Record<PropertyKey, unknown>, [kind, ...steps]: readonly unknown[]): void {
  if (!isKind(kind) || steps.length > maxDepth) throw bad();
  let container = root;
  let key: PropertyKey = "json";
  for (const step of steps) {
    const next = container[key];
    if (!isStep(next, step)) throw bad();
    container = next;
    key = step as string | number;
  }
  container[key] = revivers[kind](container[key]);
}
