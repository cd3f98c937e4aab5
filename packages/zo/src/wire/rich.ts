/**
 * Values that JSON has no form for, carried beside it (PROTOCOL.md, R1-R8).
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
/** Digits of a bigint: reading one costs more than linearly. */
const maxDigits = 4_096;

/** A value that cannot cross the wire, or notes that do not fit their payload. */
export class RichError extends Error {
  override readonly name = "RichError";
}

const place = (path: readonly (string | number)[]): string => (path.length === 0 ? "the payload" : `payload.${path.join(".")}`);

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
      case "bigint":
        this.#note("bigint");
        return String(value);
      case "undefined":
        this.#note("undefined");
        return null;
      case "object":
        return value === null ? value : this.#packObject(value);
      default:
        throw new RichError(`${place(this.#path)} is a ${typeof value}: it cannot cross the wire`);
    }
  }

  #packObject(value: object): unknown {
    if (this.#path.length >= maxDepth)
      throw new RichError(`the payload is nested more than ${maxDepth} levels deep, or holds itself`);
    if (Array.isArray(value)) return this.#packArray(value);
    if (value instanceof Date) {
      this.#note("date");
      return Number.isNaN(value.getTime()) ? null : value.toISOString();
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
      throw new RichError(`${place(this.#path)} is a ${value.constructor.name}: it cannot cross the wire`);
    }
    let copy: Record<string, unknown> | undefined;
    for (const [key, item] of Object.entries(value)) {
      // A missing property and an undefined one are the same in JSON, and to every validator of optional properties.
      if (item === undefined) continue;
      if (key === "__proto__") throw new RichError(`${place(this.#path)} has a key "__proto__"`);
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
  if (packer.notes.length > maxNotes) throw new RichError(`the payload holds more than ${maxNotes} rich values`);
  return { json, notes: packer.notes };
}

const bad = (): RichError => new RichError("a rich note does not fit its payload");

const isText = (json: unknown): json is string => typeof json === "string";

type Revivers = { readonly [Kind in RichKind]: (json: unknown) => unknown };

/** Each gives undefined where the JSON is not what its kind looks like; `undefined` itself is told apart by its kind. */
const revivers: Revivers = {
  date: (json) => {
    const date = new Date(isText(json) ? json : Number.NaN);
    return json === null || !Number.isNaN(date.getTime()) ? date : undefined;
  },
  map: (json) => {
    const isPairs = Array.isArray(json) && json.every((pair) => Array.isArray(pair) && pair.length === 2);
    return isPairs ? new Map<unknown, unknown>(json) : undefined;
  },
  set: (json) => (Array.isArray(json) ? new Set<unknown>(json) : undefined),
  bigint: (json) => (isText(json) && json.length <= maxDigits && /^-?\d+$/.test(json) ? BigInt(json) : undefined),
  // `atob` throws for what is no base64.
  bytes: (json) => (isText(json) ? Uint8Array.from(atob(json), (char) => char.charCodeAt(0)) : undefined),
  number: (json) => (isText(json) && /^(NaN|-?Infinity|-0)$/.test(json) ? Number(json) : undefined),
  undefined: () => undefined,
};

function revive(note: readonly unknown[], json: unknown): unknown {
  const kind = note[0];
  if (typeof kind !== "string" || !Object.hasOwn(revivers, kind)) throw bad();
  let value: unknown;
  try {
    value = revivers[kind as RichKind](json);
  } catch {
    throw bad();
  }
  if (value === undefined && (kind !== "undefined" || json !== null)) throw bad();
  return value;
}

/** Goes one step into plain JSON: arrays by index, records by their own keys, nothing else. */
function isStep(container: unknown, key: unknown): container is Record<PropertyKey, unknown> {
  if (Array.isArray(container)) return typeof key === "number" && Object.hasOwn(container, key);
  if (typeof container !== "object" || container === null || typeof key !== "string") return false;
  return Object.getPrototypeOf(container) === Object.prototype && key !== "__proto__" && Object.hasOwn(container, key);
}

/**
 * Puts a value back together, in place. `json` must come fresh from a parser: nobody else may hold it.
 * @throws {RichError} when the notes do not fit: what was revived is closed to further steps, so no path leaves plain JSON.
 */
export function unpack(json: unknown, notes: unknown): unknown {
  if (notes === undefined) return json;
  if (!Array.isArray(notes) || notes.length > maxNotes) throw bad();
  const root = { json };
  for (let at = notes.length - 1; at >= 0; at--) {
    const note: unknown = notes[at];
    if (!Array.isArray(note) || note.length === 0 || note.length > maxDepth + 1) throw bad();
    let container: Record<PropertyKey, unknown> = root;
    let key: PropertyKey = "json";
    for (const step of note.slice(1)) {
      const next: unknown = container[key];
      if (!isStep(next, step)) throw bad();
      container = next;
      key = step as string | number;
    }
    container[key] = revive(note, container[key]);
  }
  return root.json;
}
