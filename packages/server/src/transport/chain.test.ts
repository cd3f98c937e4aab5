import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Backlog } from "./backlog.ts";
import { Chain } from "./chain.ts";
import { Fifo } from "./fifo.ts";
import { textFrame } from "./frames.ts";
import { Replay } from "./replay.ts";

const frames = ["a", "b", "", "c".repeat(300), "d".repeat(20_000), "e".repeat(70_000)].map(textFrame);
const someFrames = fc.array(fc.constantFrom(...frames), { maxLength: 40 });

test("the segments of a chain are its frames, in order, whole", () => {
  fc.assert(
    fc.property(someFrames, (list) => {
      const chain = list.reduce((node, frame) => node.append(frame), Chain.root());
      const segments = chain.segments();
      assert.deepEqual(Buffer.concat(segments.map(({ bytes }) => bytes)), Buffer.concat(list.map(({ bytes }) => bytes)));
      assert.equal(
        segments.reduce((sum, segment) => sum + segment.frames, 0),
        list.length,
      );
    }),
  );
});

test("whoever got the same frames gets the very same buffers, however the turns of several kinds of receivers interleave", () => {
  fc.assert(
    fc.property(fc.array(someFrames, { minLength: 1, maxLength: 5 }), fc.integer({ min: 2, max: 5 }), (kinds, each) => {
      const root = Chain.root();
      const nodes = Array.from({ length: each }, () => kinds.map(() => root));
      for (let step = 0; step < 40; step++) {
        for (const row of nodes) {
          for (const [kind, list] of kinds.entries()) {
            const frame = list[step];
            if (frame !== undefined) row[kind] = (row[kind] ?? root).append(frame);
          }
        }
      }
      for (const row of nodes) {
        for (const kind of kinds.keys()) assert.equal(row[kind]?.segments(), nodes[0]?.[kind]?.segments());
      }
    }),
  );
});

test("an array is appended as one: whoever has the same one ends on the same node, with its frames in order", () => {
  const [first, ...rest] = frames.slice(0, 3);
  assert.ok(first !== undefined);
  const root = Chain.root();
  const [one, other] = [root.append(first).append(rest), root.append(first).append(rest)];
  assert.equal(one, other);
  assert.equal(one.count, 3);
  assert.deepEqual(
    one.segments(),
    root
      .append(first)
      .append([...rest])
      .segments(),
  );
  assert.notEqual(one, root.append(first).append([...rest]));
});

test("large frames are not copied, small ones are put together up to 64 KiB", () => {
  const [small, large] = [textFrame("s".repeat(30_000 / 4)), textFrame("l".repeat(16_384))];
  let chain = Chain.root();
  for (const frame of [large, ...Array(10).fill(small), large]) chain = chain.append(frame);
  const segments = chain.segments();
  assert.deepEqual(
    segments.map((segment) => segment.frames),
    [1, 8, 2, 1],
  );
  assert.equal(segments[0]?.bytes, large.bytes);
  assert.equal(segments[3]?.bytes, large.bytes);
});

test("a backlog gives back all it got in order, replays where they were asked for, and counts only what is live", () => {
  const step = fc.record({ frames: fc.array(fc.constantFrom(...frames), { minLength: 1, maxLength: 8 }), live: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), fc.array(fc.boolean(), { maxLength: 60 }), (steps, takes) => {
      const backlog = new Backlog();
      const out: Uint8Array[] = [];
      const waiting = { bytes: 0, liveBytes: 0, liveFrames: 0 };
      const take = (): void => {
        const segment = backlog.shift();
        if (segment === undefined) return;
        assert.ok(segment.bytes.length <= 64 * 1024 || segment.frames === 1);
        out.push(segment.bytes);
        waiting.bytes -= segment.bytes.length;
        if (segment.live) waiting.liveBytes -= segment.bytes.length;
        if (segment.live) waiting.liveFrames -= segment.frames;
      };
      for (const [index, { frames: list, live }] of steps.entries()) {
        const size = list.reduce((sum, frame) => sum + frame.bytes.length, 0);
        waiting.bytes += size;
        if (live) waiting.liveBytes += size;
        if (live) waiting.liveFrames += list.length;
        if (!live) backlog.pushReplay(new Replay(list));
        else for (const frame of list) backlog.push({ bytes: frame.bytes, frames: 1, live: true });
        if (takes[index] === true) take();
        const { bytes, liveBytes, liveFrames } = backlog;
        assert.deepEqual({ bytes, liveBytes, liveFrames }, waiting);
      }
      while (!backlog.isEmpty) take();
      const all = steps.flatMap(({ frames: list }) => list.map(({ bytes }) => bytes));
      assert.deepEqual(Buffer.concat(out), Buffer.concat(all));
      assert.deepEqual(waiting, { bytes: 0, liveBytes: 0, liveFrames: 0 });
    }),
  );
});

test("a fifo behaves like an array that is pushed and shifted", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat()), { maxLength: 100 }), (steps) => {
      const fifo = new Fifo<number>();
      const model: number[] = [];
      for (const step of steps) {
        if (step === null) assert.equal(fifo.shift(), model.shift());
        else fifo.push(step);
        if (step !== null) model.push(step);
        assert.equal(fifo.length, model.length);
        assert.equal(fifo.peek(), model[0]);
      }
    }),
  );
});
