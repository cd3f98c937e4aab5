/** The whole harness once, small: a real server and the floor through a scenario, and what is written. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { z } from "zod";
import { contenders } from "./contenders/index.ts";
import { Arena } from "./lib/arena.ts";
import { compilerHelp, hasCompiler } from "./lib/native.ts";

const options = { timeout: 120_000, skip: hasCompiler() ? false : compilerHelp };
const run = promisify(execFile);

for (const plan of [
  { kind: "rooms", rooms: 1, members: 6 },
  { kind: "rooms", rooms: 4, members: 4 },
  {
    kind: "private",
    users: 5,
    targets: [
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 0],
      [0, 1],
    ],
  },
] as const) {
  const title = plan.kind === "rooms" ? `${plan.rooms} rooms of ${plan.members}` : `${plan.users} users who write to each other`;
  test(`every contender of this machine delivers rightly to ${title}, in frames of one size`, options, async () => {
    const checked = { count: 40, window: 2 };
    const payloadBytes = plan.kind === "rooms" && plan.rooms > 1 ? 230 : 125;
    await using arena = await Arena.open({ contenders, plan, payloadBytes, checked, say: () => undefined });
    const race = { entries: arena.entries, laps: 1, warm: { window: 1, count: 10 }, lap: { window: 2, count: 50 } };
    for (const [{ contender }, [lap]] of await arena.race(race)) {
      const header = payloadBytes > 125 ? 4 : 2;
      const bytes = lap?.bytesPerDelivery ?? 0;
      // An id of Parlance's rooms has as many digits as it has: six are counted on.
      const slack = contender.name === "parlance" && payloadBytes > 125 ? 6 : 0;
      assert.ok(bytes <= payloadBytes + header && bytes >= payloadBytes + header - slack, `${contender.label}: ${bytes}`);
    }
  });
}

test("a scenario leaves a table, its figures and its plots", options, async () => {
  const out = mkdtempSync(join(tmpdir(), "parlance-bench-"));
  try {
    const words = ["bench/main.ts", "a", "--laps=1", "--contenders=parlance,floor", `--out=${out}`];
    const { stdout } = await run(process.execPath, words);
    assert.match(stdout, /^\| Parlance +\| +[\d,]+ \|/m);
    assert.deepEqual(readdirSync(out).sort(), ["a-1.svg", "a-2.svg", "a.json", "a.md"]);
    const lap = z.object({ deliveriesPerSecond: z.number().positive(), serverCpuUsPerDelivery: z.number().positive() });
    const heat = z.object({ contenders: z.array(z.object({ name: z.string(), laps: z.array(lap).length(1) })).min(2) });
    const figures = z.object({ heats: z.array(heat).length(3) });
    const circumstances = z.object({ commit: z.string().min(7), command: z.string(), cores: z.number(), kernel: z.string() });
    z.object({ figures, circumstances }).parse(JSON.parse(readFileSync(join(out, "a.json"), "utf8")));
  } finally {
    rmSync(out, { recursive: true });
  }
});
