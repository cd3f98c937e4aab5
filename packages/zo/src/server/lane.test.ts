import assert from "node:assert/strict";
import { test } from "node:test";
import { boundsWith } from "./bounds.ts";
import { Lane } from "./lane.ts";

function lane(bounds: Parameters<typeof boundsWith>[0] = {}) {
  const log: string[] = [];
  const owner = { pauseReading: () => void log.push("pause"), resumeReading: () => void log.push("resume") };
  const made = new Lane(owner, boundsWith(bounds));
  /** A job that ends when it is told to. */
  const slow = (name: string) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const isTaken = made.push(async () => {
      log.push(`${name} begins`);
      await promise;
      log.push(`${name} ends`);
    }, 10);
    return { isTaken, end: resolve };
  };
  const quick = (name: string, bytes = 10) => made.push(() => void log.push(name), bytes);
  return { made, log, slow, quick };
}

/** All that is due in microtasks has run. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

test("O1: jobs that need no waiting run at once; behind one that waits, the others do, in order", async () => {
  const { log, slow, quick } = lane();
  quick("a");
  quick("b");
  assert.deepEqual(log, ["a", "b"]);
  const first = slow("c");
  quick("d");
  const second = slow("e");
  quick("f");
  assert.deepEqual(log.slice(2), ["c begins"]);
  first.end();
  await settled();
  assert.deepEqual(log.slice(3), ["c ends", "d", "e begins"]);
  second.end();
  await settled();
  assert.deepEqual(log.slice(6), ["e ends", "f"]);
});

test("queuedFrames: reading pauses when so many wait, and goes on when half of them have run", async () => {
  const { log, slow, quick } = lane({ queuedFrames: 4 });
  const jobs = [slow("1")];
  for (const name of ["2", "3", "4"]) jobs.push(slow(name));
  assert.equal(log.includes("pause"), false);
  jobs.push(slow("5"));
  assert.deepEqual(log, ["1 begins", "pause"]);
  jobs[0]?.end();
  await settled();
  assert.equal(log.includes("resume"), false);
  jobs[1]?.end();
  await settled();
  assert.deepEqual(log.slice(-2), ["3 begins", "resume"]);
  for (const job of jobs) job.end();
  await settled();
  quick("6");
  assert.deepEqual(
    log.filter((line) => line === "pause" || line === "resume"),
    ["pause", "resume"],
  );
  assert.equal(log.at(-1), "6");
});

test("queuedBytes: what fits is taken, the next is not, and room comes back", async () => {
  const { slow, quick } = lane({ queuedBytes: 25 });
  const first = slow("a");
  assert.deepEqual([quick("b", 20), quick("c", 6), quick("d", 5), quick("e", 1)], [true, false, true, false]);
  first.end();
  await settled();
  const second = slow("f");
  assert.equal(quick("g", 25), true);
  second.end();
});

test("a lane that is closed runs nothing more", async () => {
  const { made, log, slow, quick } = lane();
  const first = slow("a");
  quick("b");
  made.close();
  quick("c");
  first.end();
  await settled();
  assert.deepEqual(log, ["a begins", "a ends"]);
});
