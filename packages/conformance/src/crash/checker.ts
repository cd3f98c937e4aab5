/**
 * The history checker: told what was sent, what every observer saw (live, replayed or retrieved) and what the server holds in
 * the end, finds what was lost, doubled, reordered, skipped, leaked or invented, and ids that were used twice or changed.
 * Pure functions; every text in a history is unique by construction.
 */

export interface Sent {
  readonly text: string;
  readonly isPrivate: boolean;
}

/** A message as it was seen: `id` in the observer's protocol, null where it shows none. */
export interface Item {
  readonly text: string;
  readonly id: string | null;
}

/** What one observer saw over one connection (or in one answer), in order. */
export interface Sighting {
  readonly observer: string;
  /** Ids of the same space name the same things: `reactions`, `rooms`, `roster`. */
  readonly idSpace: string;
  readonly mayReadPrivate: boolean;
  /** Where this observer must have seen everything between its first and its last message. */
  readonly contiguousIn: "public" | "everything";
  readonly items: readonly Item[];
}

export interface History {
  readonly sent: readonly Sent[];
  readonly sightings: readonly Sighting[];
  /** All messages, public and private, as the server tells them after everything, in its order. */
  readonly truth: readonly Item[];
}

export type Fault =
  | "lost"
  | "doubled"
  | "reordered"
  | "skipped"
  | "leaked"
  | "invented"
  | "id_reused"
  | "id_changed"
  | "ids_out_of_order";

export interface Finding {
  readonly fault: Fault;
  readonly observer: string;
  readonly detail: string;
}

export function checkHistory(history: History): readonly Finding[] {
  const truth: Sighting = {
    observer: "the final history",
    idSpace: "rooms",
    mayReadPrivate: true,
    contiguousIn: "everything",
    items: history.truth,
  };
  const all = [...history.sightings, truth];
  return [
    ...all.flatMap(doubled),
    ...lost(history),
    ...reordered(history),
    ...skipped(history),
    ...leaked(history),
    ...invented(history, all),
    ...ids(all),
    ...all.filter(({ idSpace }) => idSpace === "rooms").flatMap(idsOutOfOrder),
  ];
}

function doubled({ observer, items }: Sighting): Finding[] {
  const seen = new Set<string>();
  return items.flatMap(({ text }) => {
    if (seen.has(text)) return [{ fault: "doubled", observer, detail: text }];
    seen.add(text);
    return [];
  });
}

/** Whatever anybody saw was acknowledged or delivered, so it must be there in the end (I1). */
function lost({ sightings, truth }: History): Finding[] {
  const kept = new Set(truth.map(({ text }) => text));
  return sightings.flatMap(({ observer, items }) =>
    items.flatMap(({ text }) => (kept.has(text) ? [] : [{ fault: "lost" as const, observer, detail: text }])),
  );
}

const positions = (truth: readonly Item[]) => new Map(truth.map(({ text }, at) => [text, at]));

/** Every observer saw a room's messages in the order of the final history (I2). */
function reordered({ sent, sightings, truth }: History): Finding[] {
  const position = positions(truth);
  const privates = privateTexts(sent);
  return sightings.flatMap(({ observer, items }) => {
    const findings: Finding[] = [];
    // Room by room: between rooms no order is promised to those who see no ids.
    const before = { open: "", secret: "" };
    for (const { text } of items) {
      const room = privates.has(text) ? "secret" : "open";
      const [here, there] = [position.get(text), position.get(before[room])];
      if (here === undefined) continue;
      if (there !== undefined && here < there)
        findings.push({ fault: "reordered", observer, detail: `${text} came after ${before[room]}` });
      before[room] = text;
    }
    return findings;
  });
}

const privateTexts = (sent: readonly Sent[]) => new Set(sent.flatMap(({ text, isPrivate }) => (isPrivate ? [text] : [])));

/** Between the first and the last message of an observer there is nothing it should have seen and did not (I2). */
function skipped({ sent, sightings, truth }: History): Finding[] {
  const position = positions(truth);
  const privates = privateTexts(sent);
  return sightings.flatMap(({ observer, items, contiguousIn }) => {
    const concerns = (text: string) => contiguousIn === "everything" || !privates.has(text);
    const texts = new Set(items.flatMap(({ text }) => (concerns(text) ? [text] : [])));
    const places = [...texts].flatMap((text) => position.get(text) ?? []);
    if (places.length === 0) return [];
    const [first, last] = [places.reduce((a, b) => Math.min(a, b)), places.reduce((a, b) => Math.max(a, b))];
    return truth
      .slice(first, last + 1)
      .flatMap(({ text }) => (concerns(text) && !texts.has(text) ? [{ fault: "skipped" as const, observer, detail: text }] : []));
  });
}

/** Nobody sees a message of a room they may not read (I5). */
function leaked({ sent, sightings }: History): Finding[] {
  const privates = privateTexts(sent);
  return sightings.flatMap(({ observer, items, mayReadPrivate }) =>
    items.flatMap(({ text }) =>
      !mayReadPrivate && privates.has(text) ? [{ fault: "leaked" as const, observer, detail: text }] : [],
    ),
  );
}

/** Nothing is there that nobody sent, nor with another text than was sent. */
function invented({ sent }: History, all: readonly Sighting[]): Finding[] {
  const known = new Set(sent.map(({ text }) => text));
  return all.flatMap(({ observer, items }) =>
    items.flatMap(({ text }) => (known.has(text) ? [] : [{ fault: "invented" as const, observer, detail: text }])),
  );
}

/** In each space an id names one text for ever, and a text keeps its id. */
function ids(all: readonly Sighting[]): Finding[] {
  const textOf = new Map<string, string>();
  const idOf = new Map<string, string>();
  return all.flatMap(({ observer, idSpace, items }) =>
    items.flatMap(({ text, id }) => {
      if (id === null) return [];
      const [spacedId, spacedText] = [`${idSpace}\n${id}`, `${idSpace}\n${text}`];
      const knownText = textOf.get(spacedId) ?? text;
      const knownId = idOf.get(spacedText) ?? id;
      textOf.set(spacedId, knownText);
      idOf.set(spacedText, knownId);
      const findings: Finding[] = [];
      if (knownText !== text)
        findings.push({ fault: "id_reused", observer, detail: `${idSpace} ${id}: ${knownText}, then ${text}` });
      if (knownId !== id) findings.push({ fault: "id_changed", observer, detail: `${idSpace} ${text}: ${knownId}, then ${id}` });
      return findings;
    }),
  );
}

/**
 * Where ids are numbers they grow in the order of delivery, over all rooms: a client may ask for "everything after" the
 * greatest id it saw (I9).
 */
function idsOutOfOrder({ observer, items }: Sighting): Finding[] {
  return items.flatMap(({ id }, at) => {
    const before = items[at - 1]?.id ?? null;
    return id !== null && before !== null && Number(before) >= Number(id)
      ? [{ fault: "ids_out_of_order" as const, observer, detail: `${before}, then ${id}` }]
      : [];
  });
}
