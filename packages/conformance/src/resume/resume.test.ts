import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { test } from "node:test";
import { runResume } from "./run.ts";

const fresh = randomInt(2 ** 31);

/** The first seeds once found faults. What happens when is up to the machine, too: a seed that fails need not fail again. */
for (const seed of [21, 31, fresh]) {
  test(`on a bad network and beside a server that is killed, nothing is lost, doubled, reordered, leaked or miscounted (seed ${seed})`, async (t) => {
    const { findings, counts } = await runResume({ seed, steps: 200 });
    t.diagnostic(`seed ${seed}: ${JSON.stringify(counts)}`);
    assert.deepEqual(findings, []);
    // And something happened.
    for (const what of ["sends", "edits", "reactions", "reloads", "connected"]) assert.ok((counts[what] ?? 0) > 0, what);
    assert.ok((counts["refused"] ?? 0) + (counts["changes of network"] ?? 0) + (counts["crashes"] ?? 0) > 0);
  });
}
