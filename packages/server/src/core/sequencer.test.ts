import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Room, RoomEvent, Seq } from "../ports/model.ts";
import { Sequencer } from "./sequencer.ts";
import { ManualClock } from "./testing/manual-clock.ts";
import { seededRandom } from "./testing/random.ts";
import { settle, settleUntil } from "./testing/settle.ts";

const room: Room = { id: "r", kind: "public", name: null, topic: null, archivedAt: null, pair: [] };
const eventOf = (seq: Seq): RoomEvent => ({
  type: "member_joined",
  room,
  seq,
  at: 0,
  user: { id: `u${seq}`, kind: "account", name: `u${seq}` },
  role: "member",
  by: null,
});
const eventsOf = (seqs: readonly Seq[]): RoomEvent[] => seqs.map(eventOf);
const range = (from: Seq, to: Seq): Seq[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** A sequencer over a store that holds events up to `last` and fails when `mayFail` says so. */
function sequencerOver({
  last,
  pageSize = 10,
  mayFail = () => false,
}: {
  last: Seq;
  pageSize?: number;
  mayFail?: () => boolean;
}) {
  const clock = new ManualClock();
  const shown: Seq[] = [];
  const reads: { after: Seq; limit: number }[] = [];
  const failures: unknown[] = [];
  const sequencer = new Sequencer("r", {
    clock,
    pageSize,
    retryMs: 1_000,
    load: async (_, after, limit) => {
      reads.push({ after, limit });
      if (mayFail()) throw new Error("disk");
      return eventsOf(range(after + 1, Math.min(last, after + limit)));
    },
    show: (events) => shown.push(...events.map((event) => event.seq)),
    failed: (error) => failures.push(error),
  });
  return { clock, shown, reads, failures, sequencer };
}

test("I2: whatever is lost, repeated or reordered, every event is shown once and in order once a later one comes", async () => {
  let disturbed = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.integer(),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 7 }),
      async (seed, last, pageSize) => {
        const random = seededRandom(seed);
        const { clock, shown, sequencer, reads } = sequencerOver({ last, pageSize, mayFail: () => random() < 0.3 });
        const start = Math.floor(random() * last);
        const startAt = random();
        const offers = range(1, 2 * last).map(() =>
          range(1, last)
            .slice(Math.floor(random() * last))
            .slice(0, 1 + Math.floor(random() * 3)),
        );
        for (const [i, offer] of offers.entries()) {
          if (!sequencer.isStarted && i >= startAt * offers.length) sequencer.start(start);
          sequencer.offer(eventsOf(random() < 0.3 ? offer.reverse() : offer));
          if (random() < 0.2) await settle(1);
        }
        if (!sequencer.isStarted) sequencer.start(start);
        sequencer.offer([eventOf(last)]);
        await settleUntil(() => shown.at(-1) === last || start === last, clock);
        disturbed += reads.length;
        assert.deepEqual(shown, range(start + 1, last));
        await settleUntil(() => sequencer.isIdle, clock);
        assert.equal(clock.pending, 0);
      },
    ),
    { numRuns: 60 },
  );
  assert.ok(disturbed > 60, "gaps were filled");
});

test("nothing is shown before the start; what came before it is looked at then", async () => {
  const { shown, reads, sequencer } = sequencerOver({ last: 9 });
  sequencer.offer(eventsOf([3, 4, 5]));
  assert.deepEqual(shown, []);
  sequencer.start(3);
  assert.deepEqual(shown, [4, 5]);
  await settle();
  assert.deepEqual(reads, [], "there was no gap");
});

test("a gap is read once however many later events come meanwhile, from where it starts", async () => {
  const { shown, reads, sequencer } = sequencerOver({ last: 6 });
  sequencer.start(1);
  for (const seq of [4, 5, 6]) sequencer.offer([eventOf(seq)]);
  assert.deepEqual(shown, [], "nothing later is shown before the gap is filled");
  await settle();
  assert.deepEqual(shown, [2, 3, 4, 5, 6]);
  assert.deepEqual(reads, [{ after: 1, limit: 10 }]);
});

test("I8: a gap longer than feedCatchUp is read in pages, and no more than that is kept of what came ahead", async () => {
  const { shown, reads, sequencer } = sequencerOver({ last: 30, pageSize: 10 });
  sequencer.start(0);
  sequencer.offer(eventsOf(range(8, 30)));
  await settle();
  assert.deepEqual(shown, range(1, 30));
  assert.deepEqual(
    reads.map(({ after }) => after),
    [0, 17, 27],
    "8 to 17 were kept, 18 and later read again",
  );
});

test("a store that fails is asked again after feedRetryMs, not sooner", async () => {
  let down = true;
  const { clock, shown, reads, failures, sequencer } = sequencerOver({ last: 3, mayFail: () => down });
  sequencer.start(0);
  sequencer.offer([eventOf(3)]);
  await settle();
  clock.advance(999);
  await settle();
  assert.equal(reads.length, 1);
  clock.advance(1);
  await settle();
  assert.equal(reads.length, 2);
  down = false;
  clock.advance(1_000);
  await settle();
  assert.deepEqual(shown, [1, 2, 3]);
  assert.equal(failures.length, 2);
});

test("after stop nothing is shown and nothing waits", async () => {
  const { clock, shown, sequencer } = sequencerOver({ last: 3, mayFail: () => true });
  sequencer.start(0);
  sequencer.offer([eventOf(3)]);
  await settle();
  sequencer.stop();
  assert.equal(clock.pending, 0);
  sequencer.offer(eventsOf([1, 2]));
  assert.deepEqual(shown, []);
});
