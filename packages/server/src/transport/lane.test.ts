import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ManualClock } from "../core/testing/manual-clock.ts";
import { type Frame, type Handling, Hold, type Reply } from "../dialects/contract.ts";
import { type Bounds, boundsWith } from "../ports/bounds.ts";
import { textFrame } from "./frames.ts";
import { Lane, type LaneOwner } from "./lane.ts";

/** A lane whose frames say what becomes of them: `now…` (answered at once), `later…`, `hold…` or `throw…`. */
class Bench implements LaneOwner {
  readonly clock = new ManualClock();
  readonly lane: Lane;
  readonly handled: string[] = [];
  readonly sent: Frame[] = [];
  readonly failures: unknown[] = [];
  readonly replies = new Map<string, Reply>();
  isReading = true;
  readonly #settlers = new Map<string, PromiseWithResolvers<void>>();

  constructor(options: { bounds?: Partial<Bounds>; limitsOn?: boolean } = {}) {
    const { clock } = this;
    this.lane = new Lane(this, { clock, bounds: boundsWith(options.bounds), limitsOn: options.limitsOn ?? true });
  }

  receive(...texts: string[]): void {
    for (const text of texts) this.lane.receive(text, text.length);
  }

  handle(text: string, reply: Reply): Handling {
    this.handled.push(text);
    this.replies.set(text, reply);
    if (text.startsWith("throw")) throw new Error(text);
    if (text.startsWith("now")) {
      reply(textFrame(text));
      return undefined;
    }
    const settler = Promise.withResolvers<void>();
    this.#settlers.set(text, settler);
    return text.startsWith("hold") ? new Hold(settler.promise) : settler.promise;
  }

  get underWay(): string[] {
    return [...this.#settlers.keys()];
  }

  reply(text: string, frame = textFrame(text)): void {
    this.replies.get(text)?.(frame);
  }

  async settle(text: string, failure?: Error): Promise<void> {
    const settler = this.#settlers.get(text);
    this.#settlers.delete(text);
    if (failure === undefined) settler?.resolve();
    else settler?.reject(failure);
    await new Promise((resolve) => setImmediate(resolve));
  }

  get sentTexts(): string[] {
    return this.sent.map(({ bytes }) => Buffer.from(bytes.subarray(2)).toString());
  }

  send(frame: Frame): void {
    this.sent.push(frame);
  }
  pauseReading(): void {
    this.isReading = false;
  }
  resumeReading(): void {
    this.isReading = true;
  }
  failed(error: unknown): void {
    this.failures.push(error);
  }
}

test("a reply goes straight out when no earlier frame is under way, settled or not", () => {
  const bench = new Bench();
  bench.receive("later 1");
  bench.reply("later 1");
  bench.reply("later 1");
  assert.deepEqual(bench.sentTexts, ["later 1", "later 1"]);
});

test("replies wait for those of earlier frames, however fast they come", async () => {
  const bench = new Bench();
  bench.receive("later 1", "later 2", "now 3");
  bench.reply("later 2");
  await bench.settle("later 2");
  assert.deepEqual(bench.sentTexts, []);
  bench.reply("later 1");
  assert.deepEqual(bench.sentTexts, ["later 1"]);
  await bench.settle("later 1");
  assert.deepEqual(bench.sentTexts, ["later 1", "later 2", "now 3"]);
});

test("a reply that comes after its frame was done is not lost", async () => {
  const bench = new Bench();
  bench.receive("later 1");
  await bench.settle("later 1");
  bench.reply("later 1");
  assert.deepEqual(bench.sentTexts, ["later 1"]);
});

test("frames behind a Hold wait for it; frames behind a promise do not", async () => {
  const bench = new Bench();
  bench.receive("later 1", "hold 2", "now 3", "hold 4", "now 5");
  assert.deepEqual(bench.handled, ["later 1", "hold 2"]);
  await bench.settle("hold 2");
  assert.deepEqual(bench.handled, ["later 1", "hold 2", "now 3", "hold 4"]);
  await bench.settle("hold 4");
  assert.deepEqual(bench.handled, ["later 1", "hold 2", "now 3", "hold 4", "now 5"]);
});

test("replies leave in the order of their frames, whatever the order in which the frames are done", async () => {
  const kinds = fc.array(fc.constantFrom("now", "later", "hold"), { minLength: 1, maxLength: 30 });
  const choices = fc.infiniteStream(fc.nat({ max: 1_000 }));
  await fc.assert(
    fc.asyncProperty(kinds, choices, async (list, pick) => {
      const bench = new Bench({ bounds: { commandsInFlight: 8, framesWaiting: 4 } });
      const texts = list.map((kind, index) => `${kind} ${index}`);
      const answered = new Set<string>();
      bench.receive(...texts);
      while (bench.underWay.length > 0) {
        const { underWay } = bench;
        const settled = underWay[pick.next().value % underWay.length] ?? "";
        const early = underWay[pick.next().value % underWay.length] ?? "";
        if (!answered.has(early)) bench.reply(early);
        if (!answered.has(settled) && early !== settled) bench.reply(settled);
        answered.add(early).add(settled);
        await bench.settle(settled);
      }
      assert.deepEqual(bench.handled, texts);
      assert.deepEqual(bench.sentTexts, texts);
      assert.ok(bench.isReading);
    }),
    { numRuns: 150 },
  );
});

test("commandsInFlight: the last one allowed is handed on, the next waits unread until half of them are done", async () => {
  const bench = new Bench({ bounds: { commandsInFlight: 4 } });
  bench.receive("later 1", "later 2", "later 3");
  assert.ok(bench.isReading);
  bench.receive("later 4");
  assert.ok(!bench.isReading);
  bench.receive("later 5", "later 6");
  assert.equal(bench.handled.length, 4);
  await bench.settle("later 1");
  assert.equal(bench.handled.length, 4);
  await bench.settle("later 2");
  assert.deepEqual(bench.handled.slice(4), ["later 5", "later 6"]);
  assert.ok(!bench.isReading);
  await bench.settle("later 3");
  await bench.settle("later 4");
  assert.ok(bench.isReading);
});

test("frames that are done but whose replies wait count as in flight: one slow command cannot pile up replies", async () => {
  const bench = new Bench({ bounds: { commandsInFlight: 4 } });
  bench.receive("later 1", "now 2", "now 3", "now 4", "now 5");
  assert.deepEqual(bench.handled, ["later 1", "now 2", "now 3", "now 4"]);
  await bench.settle("later 1");
  assert.deepEqual(bench.handled.slice(4), ["now 5"]);
  assert.ok(bench.isReading);
});

test("framesWaiting: reading goes on until that many frames wait behind a Hold, then it pauses", async () => {
  const bench = new Bench({ bounds: { framesWaiting: 3 } });
  bench.receive("hold 1", "now 2", "now 3");
  assert.ok(bench.isReading);
  bench.receive("now 4");
  assert.ok(!bench.isReading);
  await bench.settle("hold 1");
  assert.ok(bench.isReading);
  assert.equal(bench.handled.length, 4);
});

test("bytesInFlight: reading goes on below that many bytes and pauses at it, whether they are being handled or wait", async () => {
  for (const kind of ["later", "hold"]) {
    const bench = new Bench({ bounds: { bytesInFlight: 1_000 } });
    bench.receive(`${kind} 1`.padEnd(600), "later 2".padEnd(399));
    assert.ok(bench.isReading);
    bench.receive("3");
    assert.ok(!bench.isReading);
    for (const text of [...bench.underWay, ...bench.underWay]) await bench.settle(text);
    for (const text of bench.underWay) await bench.settle(text);
    assert.ok(bench.isReading);
  }
});

test("bytesInFlight: a frame larger than that is handled when it is alone, and what comes behind it waits", async () => {
  const bench = new Bench({ bounds: { bytesInFlight: 1_000 } });
  const huge = "later".padEnd(5_000);
  bench.receive(huge, "now 1");
  assert.deepEqual(bench.handled, [huge]);
  assert.ok(!bench.isReading);
  await bench.settle(huge);
  assert.deepEqual(bench.sentTexts, ["now 1"]);
  assert.ok(bench.isReading);
});

test("framesPerMinute: a minute's worth may come at once, the next frame waits, unread and not lost, until it is due", () => {
  const bench = new Bench({ bounds: { framesPerMinute: 10 } });
  for (let count = 1; count <= 10; count++) bench.receive(`now ${count}`);
  assert.ok(bench.isReading);
  bench.receive("now 11", "now 12");
  assert.ok(!bench.isReading);
  assert.equal(bench.handled.length, 10);
  bench.clock.advance(5_999);
  assert.equal(bench.handled.length, 10);
  bench.clock.advance(1);
  assert.equal(bench.handled.length, 11);
  assert.ok(!bench.isReading);
  bench.clock.advance(6_000);
  assert.deepEqual(bench.handled.slice(10), ["now 11", "now 12"]);
  assert.ok(bench.isReading);
});

test("framesPerMinute: who keeps to the rate is never slowed, whatever the rate", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), (framesPerMinute) => {
      const bench = new Bench({ bounds: { framesPerMinute } });
      const gapMs = 60_000 / framesPerMinute;
      for (let count = 0; count < 300; count++) {
        bench.receive("now");
        bench.clock.advance(gapMs);
      }
      assert.equal(bench.handled.length, 300);
    }),
    { numRuns: 50 },
  );
});

test("framesPerMinute counts pings and pongs, and is lifted when limits are off", () => {
  const limited = new Bench({ bounds: { framesPerMinute: 3 } });
  const free = new Bench({ bounds: { framesPerMinute: 3 }, limitsOn: false });
  for (const { lane } of [limited, free]) {
    for (let count = 0; count < 3; count++) lane.control();
    lane.receive("now", 3);
  }
  assert.deepEqual(limited.handled, []);
  assert.ok(!limited.isReading);
  assert.deepEqual(free.handled, ["now"]);
  assert.ok(free.isReading);
});

test("a frame whose handling throws or rejects is told about, and holds nobody up", async () => {
  const bench = new Bench();
  bench.receive("throw 1", "hold 2", "now 3");
  await bench.settle("hold 2", new Error("hold 2"));
  assert.deepEqual(bench.sentTexts, ["now 3"]);
  assert.deepEqual(
    bench.failures.map((failure) => failure instanceof Error && failure.message),
    ["throw 1", "hold 2"],
  );
});

test("a stopped lane hands nothing on any more, but what it had accepted still replies in order", async () => {
  const bench = new Bench({ bounds: { framesPerMinute: 3, commandsInFlight: 2 } });
  bench.receive("later 1", "hold 2", "now 3");
  assert.ok(!bench.isReading);
  let isIdle = false;
  bench.lane.finish(() => {
    isIdle = true;
  });
  assert.ok(bench.isReading, "the answer to a close must be read");
  bench.receive("now 4");
  await bench.settle("hold 2");
  bench.reply("hold 2");
  assert.equal(isIdle, false);
  bench.reply("later 1");
  await bench.settle("later 1");
  assert.equal(isIdle, true);
  assert.deepEqual(bench.sentTexts, ["later 1", "hold 2"]);
  assert.deepEqual(bench.handled, ["later 1", "hold 2"]);
  assert.equal(bench.clock.pending, 0);
});
