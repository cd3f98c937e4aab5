import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { maxDepth, maxNotes, pack, RichError, unpack } from "./rich.ts";

/** Across the wire and back. */
function carry(value: unknown): unknown {
  const { json, notes } = pack(value);
  const wire = JSON.parse(JSON.stringify({ json, notes: notes.length === 0 ? undefined : notes }));
  return unpack(wire.json, wire.notes);
}

const leaf = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.double(),
  fc.bigInt(),
  fc.boolean(),
  fc.constant(null),
  fc.date({ noInvalidDate: false }),
  fc.uint8Array(),
);
const rich = fc.letrec((tie) => ({
  node: fc.oneof({ maxDepth: 5 }, leaf, tie("array"), tie("record"), tie("map"), tie("set")),
  array: fc.array(fc.oneof(tie("node"), fc.constant(undefined)), { maxLength: 4 }),
  record: fc.dictionary(
    fc.string().filter((key) => key !== "__proto__"),
    tie("node"),
    { maxKeys: 4, noNullPrototype: true },
  ),
  map: fc.array(fc.tuple(tie("node"), tie("node")), { maxLength: 4 }).map((pairs) => new Map(pairs)),
  set: fc.array(tie("node"), { maxLength: 4 }).map((items) => new Set(items)),
})).node;

test("R1: what goes in comes out, rich values in rich containers too", () => {
  fc.assert(
    fc.property(rich, (value) => {
      assert.deepStrictEqual(carry(value), value);
    }),
    { numRuns: 500 },
  );
});

test("R2: plain JSON is carried as it is, without a copy and without notes", () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      if (JSON.stringify(value).includes("__proto__")) return;
      // JSON has no -0: it is rich.
      if (hasMinusZero(value)) return;
      const { json, notes } = pack(value);
      assert.equal(json, value);
      assert.deepEqual(notes, []);
    }),
  );
});

function hasMinusZero(value: unknown): boolean {
  if (Object.is(value, -0)) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(hasMinusZero);
}

test("R3, R4: each kind has its documented form", () => {
  const value = {
    at: new Date(0),
    never: new Date(Number.NaN),
    map: new Map([["a", 1n]]),
    set: new Set([1]),
    bytes: new Uint8Array([1, 2, 255]),
    big: -12n,
    nan: Number.NaN,
    list: [undefined],
  };
  const { json, notes } = pack(value);
  assert.deepEqual(json, {
    at: "1970-01-01T00:00:00.000Z",
    never: null,
    map: [["a", "1"]],
    set: [1],
    bytes: "AQL/",
    big: "-12",
    nan: "NaN",
    list: [null],
  });
  assert.deepEqual(notes, [
    ["date", "at"],
    ["date", "never"],
    ["map", "map"],
    ["bigint", "map", 0, 1],
    ["set", "set"],
    ["bytes", "bytes"],
    ["bigint", "big"],
    ["number", "nan"],
    ["undefined", "list", 0],
  ]);
  assert.deepEqual(carry(value), value);
});

test("the sender's value is left as it was", () => {
  const value = { at: new Date(0), list: [1n] };
  pack(value);
  assert.deepEqual(value, { at: new Date(0), list: [1n] });
});

test("R5: notes that do not fit are refused, and reach no prototype", () => {
  const hostile: [json: unknown, notes: unknown][] = [
    [{}, "date"],
    [{}, {}],
    [{}, [null]],
    [{}, [[]]],
    [{}, [["date"]]],
    [{}, [["date", "a"]]],
    [{}, [["nothing"]]],
    [{}, [["constructor"]]],
    [{ a: "x" }, [["date", "a"]]],
    // Dates to `Date`, but each reader's own: of its time zone, or of its engine.
    [{ a: "1/2/2020" }, [["date", "a"]]],
    [{ a: "2020-01-02" }, [["date", "a"]]],
    [{ a: "2020-01-02T03:04:05" }, [["date", "a"]]],
    [{ a: "2020-13-02T03:04:05Z" }, [["date", "a"]]],
    [{ a: 1 }, [["date", "a"]]],
    [{ a: "1e9" }, [["bigint", "a"]]],
    [{ a: "9".repeat(4_097) }, [["bigint", "a"]]],
    [{ a: "*" }, [["bytes", "a"]]],
    [{ a: "AQ ==" }, [["bytes", "a"]]],
    [{ a: "AQID_w==" }, [["bytes", "a"]]],
    [{ a: null }, [["bigint", "a"]]],
    [{ a: "1" }, [["number", "a"]]],
    [{ a: 0 }, [["undefined", "a"]]],
    [{ a: [[1]] }, [["map", "a"]]],
    [{ a: {} }, [["set", "a"]]],
    [[1], [["number", "0"]]],
    [[1], [["number", "length"]]],
    [[1], [["number", 1]]],
    [[1], [["number", -1]]],
    [[1], [["number", 0.5]]],
    [{}, [["undefined", "__proto__"]]],
    [{}, [["undefined", "__proto__", "polluted"]]],
    [{}, [["undefined", "constructor", "prototype", "polluted"]]],
    [{ a: "x" }, [["undefined", "a", "length"]]],
    // Into a map that was already put together.
    [
      { a: [[1, null]] },
      [
        ["undefined", "a", 0, 1],
        ["map", "a"],
      ],
    ],
    [
      { a: "2020-01-01T00:00:00.000Z" },
      [
        ["date", "a"],
        ["date", "a"],
      ],
    ],
  ];
  for (const [json, notes] of hostile) {
    assert.throws(() => unpack(structuredClone(json), notes), RichError, JSON.stringify(notes));
  }
  assert.equal("polluted" in {}, false);
});

test("R3: a date is read with or without fractions of a second, in years of any length", () => {
  for (const text of [
    "2020-01-02T03:04:05Z",
    "2020-01-02T03:04:05.6Z",
    "+012020-01-02T03:04:05.678Z",
    "-000001-12-31T00:00:00.000Z",
  ]) {
    assert.deepEqual(unpack(text, [["date"]]), new Date(text), text);
  }
});

test("R3, R6: a bigint has at most 4,096 digits, its sign aside; a longer one is the sender's error", () => {
  const digits = "9".repeat(4_096);
  for (const big of [BigInt(digits), -BigInt(digits)]) assert.equal(carry(big), big);
  for (const long of [`1${digits}`, `-1${digits}`]) {
    assert.throws(() => pack({ a: BigInt(long) }), { name: "RichError", message: /payload\.a is a bigint/ });
    assert.throws(() => unpack(long, [["bigint"]]), RichError);
  }
});

test("R5: the bounds of notes hold at n and n+1", () => {
  const items = (count: number) => Array.from({ length: count }, () => "1");
  const notes = (count: number) => items(count).map((_, at) => ["bigint", at]);
  assert.deepEqual(unpack(items(maxNotes), notes(maxNotes)), Array(maxNotes).fill(1n));
  assert.throws(() => unpack(items(maxNotes + 1), notes(maxNotes + 1)), RichError);
  assert.throws(() => pack(Array(maxNotes + 1).fill(1n)), RichError);
  const nested = (depth: number): unknown => (depth === 0 ? "1" : [nested(depth - 1)]);
  assert.doesNotThrow(() => unpack(nested(maxDepth), [["bigint", ...Array(maxDepth).fill(0)]]));
  assert.throws(() => unpack(nested(maxDepth + 1), [["bigint", ...Array(maxDepth + 1).fill(0)]]), RichError);
});

test("R6: what cannot cross says what it is and where", () => {
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  class Point {
    x = 1;
  }
  const cases: [value: unknown, message: RegExp][] = [
    [{ a: { b: () => 1 } }, /payload\.a\.b is a function/],
    [[Symbol("s")], /payload\.0 is a symbol/],
    [{ at: new Point() }, /payload\.at is a Point/],
    [{ url: new URL("x:y") }, /payload\.url is a URL/],
    [cycle, /more than 64 levels deep, or holds itself/],
    [JSON.parse('{"__proto__":1}'), /key "__proto__"/],
  ];
  for (const [value, message] of cases) assert.throws(() => pack(value), { name: "RichError", message });
});
