import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { checkHistory, type Fault, type History, type Item, type Sighting } from "./checker.ts";

/** A faultless history: every message kept; observers who saw a contiguous part of what they may read. */
const faultless = fc
  .record({
    kinds: fc.array(fc.boolean(), { minLength: 6, maxLength: 60 }),
    observers: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.constantFrom("reactions", "rooms", "roster", "openchamp")), {
      minLength: 1,
      maxLength: 6,
    }),
  })
  .map(({ kinds, observers }): History => {
    const sent = kinds.map((isPrivate, at) => ({ text: `text ${at}`, isPrivate: isPrivate && at > 2 && at < kinds.length - 2 }));
    const truth = sent.map(({ text }, at) => ({ text, id: String(at * 3 + 1) }));
    const sightings = observers.map(([from, length, idSpace], at): Sighting => {
      const start = from % (sent.length - 1);
      const mayReadPrivate = idSpace === "rooms";
      const visible = sent
        .slice(start, start + 2 + (length % sent.length))
        .filter(({ isPrivate }) => mayReadPrivate || !isPrivate);
      const items = visible.map(({ text }) => ({ text, id: idIn(idSpace, text, truth) }));
      return {
        observer: `${idSpace} ${at}`,
        idSpace,
        mayReadPrivate,
        contiguousIn: mayReadPrivate ? "everything" : "public",
        items,
      };
    });
    return { sent, sightings, truth };
  });

function idIn(idSpace: string, text: string, truth: readonly Item[]): string | null {
  if (idSpace === "openchamp") return null;
  return idSpace === "rooms" ? (truth.find((item) => item.text === text)?.id ?? null) : `${idSpace} of ${text}`;
}

const faults = (history: History) => new Set(checkHistory(history).map(({ fault }) => fault));

/** The history with the first observer's items changed. */
function withItems(history: History, change: (items: readonly Item[]) => readonly Item[]): History {
  const [first, ...others] = history.sightings;
  assert.ok(first);
  return { ...history, sightings: [{ ...first, items: change(first.items) }, ...others] };
}

/** Two public texts next to each other at the start of every history. */
const base: History = {
  sent: ["a", "b", "c", "d"].map((text) => ({ text, isPrivate: false })).concat({ text: "secret", isPrivate: true }),
  truth: ["a", "b", "secret", "c", "d"].map((text, at) => ({ text, id: String(at + 1) })),
  sightings: [
    {
      observer: "anna",
      idSpace: "reactions",
      mayReadPrivate: false,
      contiguousIn: "public",
      items: ["a", "b", "c", "d"].map((text) => ({ text, id: `uuid-${text}` })),
    },
    {
      observer: "ben",
      idSpace: "rooms",
      mayReadPrivate: true,
      contiguousIn: "everything",
      items: [
        { text: "b", id: "2" },
        { text: "secret", id: "3" },
        { text: "c", id: "4" },
      ],
    },
  ],
};

describe("the history checker", () => {
  it("finds nothing in a faultless history", () => {
    assert.deepEqual(checkHistory(base), []);
    fc.assert(fc.property(faultless, (history) => checkHistory(history).length === 0));
  });

  const planted: readonly (readonly [string, Fault, History])[] = [
    ["a message that was delivered and is gone", "lost", { ...base, truth: base.truth.filter(({ text }) => text !== "d") }],
    ["a message kept twice", "doubled", { ...base, truth: [...base.truth, { text: "d", id: "6" }] }],
    ["a message delivered twice", "doubled", withItems(base, (items) => [...items, ...items.slice(-1)])],
    [
      "two messages delivered the other way round",
      "reordered",
      withItems(base, ([a, b, ...rest]) => [b, a, ...rest].flatMap((x) => x ?? [])),
    ],
    ["a message left out between two", "skipped", withItems(base, (items) => items.filter(({ text }) => text !== "b"))],
    [
      "a private message seen by an outsider",
      "leaked",
      withItems(base, ([a, b, ...rest]) => [a, b, { text: "secret", id: null }, ...rest].flatMap((x) => x ?? [])),
    ],
    ["a text nobody sent", "invented", withItems(base, (items) => [...items, { text: "who said that", id: null }])],
    [
      "an id used for a second text",
      "id_reused",
      withItems(base, ([a, ...rest]) => [a, ...rest.map((item) => ({ ...item, id: "uuid-a" }))].flatMap((x) => x ?? [])),
    ],
    [
      "a text with another id than before",
      "id_changed",
      {
        ...base,
        sightings: [
          ...base.sightings,
          ...base.sightings.slice(0, 1).map((s) => ({ ...s, items: [{ text: "a", id: "uuid-new" }] })),
        ],
      },
    ],
    [
      "an order of ids that is not the order of delivery",
      "ids_out_of_order",
      { ...base, truth: base.truth.map((item) => (item.text === "d" ? { ...item, id: "3.5" } : item)) },
    ],
  ];
  for (const [what, fault, history] of planted) {
    it(`finds ${what}: ${fault}`, () => assert.ok(faults(history).has(fault), JSON.stringify(checkHistory(history))));
  }

  it("finds a planted loss in any history", () => {
    fc.assert(
      fc.property(faultless, (history) => {
        const victim = history.sightings.flatMap(({ items }) => items)[0]?.text;
        fc.pre(victim !== undefined);
        return faults({ ...history, truth: history.truth.filter(({ text }) => text !== victim) }).has("lost");
      }),
    );
  });

  it("finds two public messages planted the other way round in any history", () => {
    fc.assert(
      fc.property(faultless, (history) => {
        const secrets = new Set(history.sent.flatMap(({ text, isPrivate }) => (isPrivate ? [text] : [])));
        const open = (history.sightings[0]?.items ?? []).filter(({ text }) => !secrets.has(text));
        const [first, last] = [open[0], open.at(-1)];
        fc.pre(first !== undefined && last !== undefined && first !== last);
        const swapped = (item: Item) => (item === first ? last : item === last ? first : item);
        return faults(withItems(history, (items) => items.flatMap((item) => swapped(item) ?? []))).has("reordered");
      }),
    );
  });

  it("finds a planted duplicate and gap in any history", () => {
    fc.assert(
      fc.property(faultless, fc.nat(), (history, where) => {
        const items = history.sightings[0]?.items ?? [];
        fc.pre(items.length >= 3);
        const at = 1 + (where % (items.length - 2));
        const one = items[at];
        assert.ok(one);
        assert.ok(faults(withItems(history, () => [...items.slice(0, at), one, ...items.slice(at)])).has("doubled"));
        assert.ok(faults(withItems(history, () => [...items.slice(0, at), ...items.slice(at + 1)])).has("skipped"));
      }),
    );
  });

  it("finds a planted leak in any history that has a secret", () => {
    fc.assert(
      fc.property(faultless, (history) => {
        const secret = history.sent.find(({ isPrivate }) => isPrivate);
        const outsider = history.sightings.find(({ mayReadPrivate }) => !mayReadPrivate);
        fc.pre(secret !== undefined && outsider !== undefined);
        const items = [...(outsider?.items ?? []), { text: secret?.text ?? "", id: null }];
        const sightings = history.sightings.map((sighting) => (sighting === outsider ? { ...sighting, items } : sighting));
        return faults({ ...history, sightings }).has("leaked");
      }),
    );
  });
});
