import assert from "node:assert/strict";
import { test } from "node:test";
import { createLocalBus } from "../bus/local/local-bus.ts";
import { boundsWith } from "../ports/bounds.ts";
import type { Person, Room, RoomEvent, Seq } from "../ports/model.ts";
import { StoreError } from "../ports/store.ts";
import { createMemoryStore } from "../store/memory/memory-store.ts";
import type { EventListener } from "./api.ts";
import { type Beginning, Membership } from "./membership.ts";
import { ManualClock } from "./testing/manual-clock.ts";
import { settle } from "./testing/settle.ts";
import { keptLog } from "./testing/silence.ts";
import { storeWith } from "./testing/store-with.ts";

const room: Room = { id: "r", kind: "private", name: "r", topic: null, archivedAt: null, pair: [] };
const ann: Person = { id: "ann", kind: "account", name: "ann" };
const other: Person = { id: "bob", kind: "account", name: "bob" };

const came = (seq: Seq, user = ann): RoomEvent => ({ type: "member_joined", room, seq, at: 0, user, role: "member", by: null });
const went = (seq: Seq, user = ann): RoomEvent => ({ type: "member_left", room, seq, at: 0, user, reason: "left", by: null });
/** Something that is none of ann's business but as a member. */
const said = (seq: Seq): RoomEvent => came(seq, other);

/** A room moved by hand, and what ann sees of it. `history` is what the store answers. */
function world(beginning: Beginning, { position, history }: { position: Seq; history: readonly RoomEvent[] }) {
  const seen: Seq[] = [];
  const ended: Seq[] = [];
  const log = keptLog();
  const clock = new ManualClock();
  let listener: EventListener | null = null;
  let isReleased = false;
  const release = (): void => {
    isReleased = true;
  };
  const readings: (() => void)[] = [];
  const moves: boolean[] = [];
  let isBroken = false;
  const eventsAfter = async (_id: string, afterSeq: Seq, limit: number): Promise<readonly RoomEvent[]> => {
    await new Promise<void>((resolve) => readings.push(resolve));
    if (isBroken) throw new StoreError("busy", "locked");
    return history.filter(({ seq }) => seq > afterSeq).slice(0, limit);
  };
  const stream = {
    position,
    told: position,
    attach: (given: EventListener) => {
      listener = given;
      return () => {
        listener = null;
      };
    },
  };
  const options = {
    store: storeWith(createMemoryStore(), { eventsAfter }),
    bus: createLocalBus(),
    clock,
    log,
    bounds: boundsWith({ feedCatchUp: 2 }),
  };
  const membership = new Membership({ id: room.id, held: { stream, release }, options }, beginning, {
    userId: ann.id,
    show: (events) => seen.push(...events.map(({ seq }) => seq)),
    left: (_roomId, at) => ended.push(at),
    moved: (_room, isBehind) => moves.push(isBehind),
  });
  return {
    membership,
    seen,
    ended,
    moves,
    clock,
    stream,
    tell: (...events: readonly RoomEvent[]): void => listener?.(events),
    isReleased: (): boolean => isReleased,
    /** Lets the store answer what it was asked so far. */
    answer: async (broken = false): Promise<void> => {
      isBroken = broken;
      for (const resolve of readings.splice(0)) resolve();
      await settle();
    },
  };
}

test("who was in sees what comes after their standing was read, and nothing that came before", () => {
  const { seen, tell } = world({ position: 5 }, { position: 3, history: [] });
  tell(said(4));
  tell(said(5), said(6));
  tell(said(7));
  assert.deepEqual(seen, [6, 7]);
});

test("what the stream told before it was listened to is read from the store, page by page, before anything later is shown", async () => {
  const history = [1, 2, 3, 4, 5, 6, 7].map(said);
  const { seen, tell, answer } = world({ position: 2 }, { position: 5, history });
  tell(said(6));
  await answer();
  assert.deepEqual(seen, [3, 4]);
  tell(said(7));
  for (let n = 0; n < 3; n += 1) await answer();
  assert.deepEqual(seen, [3, 4, 5, 6, 7]);
  tell(said(8));
  assert.deepEqual(seen, [3, 4, 5, 6, 7, 8]);
});

test("a store that cannot answer is asked again after a while, and nothing is missing", async () => {
  const { seen, answer, clock } = world({ position: 2 }, { position: 3, history: [1, 2, 3].map(said) });
  await answer(true);
  assert.deepEqual(seen, []);
  clock.advance(boundsWith().feedRetryMs);
  await settle();
  await answer();
  assert.deepEqual(seen, [3]);
});

test("who comes sees their coming, and first of all that", () => {
  const { seen, tell } = world({ joining: came(4) }, { position: 4, history: [] });
  assert.deepEqual(seen, [4]);
  tell(said(5));
  assert.deepEqual(seen, [4, 5]);
});

test("who goes sees their going and nothing after it; the room is let go of, and told up to where it was shown", () => {
  const { seen, ended, tell, isReleased } = world({ position: 1 }, { position: 1, history: [] });
  tell(said(2), went(3, other), went(4), said(5));
  tell(said(6));
  assert.deepEqual(seen, [2, 3, 4]);
  assert.deepEqual(ended, [5]);
  assert.equal(isReleased(), true);
});

test("I5: who is known to have come back already sees nothing of the time between, in whatever portions it comes", () => {
  const { membership, seen, ended, tell } = world({ position: 1 }, { position: 1, history: [] });
  membership.joined(6);
  tell(said(2), went(3));
  tell(said(4));
  tell(said(5), came(6), said(7));
  tell(said(8));
  assert.deepEqual(seen, [2, 3, 6, 7, 8]);
  assert.deepEqual(ended, []);
  tell(went(9));
  assert.deepEqual([seen.at(-1), ended], [9, [9]]);
});

test("nothing is shown after the end, also when the store answers late", async () => {
  const { membership, seen, tell, answer, isReleased } = world({ position: 1 }, { position: 3, history: [1, 2, 3].map(said) });
  membership.end();
  membership.end();
  await answer();
  tell(said(4));
  assert.deepEqual(seen, []);
  assert.equal(isReleased(), true);
});

test("it says to be behind while the store is read, or its stream is behind, and that it moved; no more when it ended", async () => {
  const { membership, stream, moves, tell, answer } = world({ position: 2 }, { position: 4, history: [said(3), said(4)] });
  assert.deepEqual([moves, membership.mark(), membership.isPast(4)], [[true], 4, false]);
  await answer();
  assert.deepEqual([moves.at(-1), membership.isPast(4)], [false, true]);
  moves.length = 0;
  tell(said(5));
  assert.deepEqual(moves, [], "nothing is said where nothing waits");
  stream.told = 7;
  tell();
  assert.deepEqual([moves, membership.mark(), membership.isPast(7)], [[true], 7, false]);
  tell(said(6));
  assert.deepEqual(moves, [true, true]);
  membership.end();
  assert.deepEqual([moves, membership.isPast(7)], [[true, true, false], true]);
});
