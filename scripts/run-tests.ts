/**
 * Runs every `*.test.ts` with node's test runner. Usage: node scripts/run-tests.ts [--no-skips] [FILTER …]
 * With `--no-skips` (CI) a skipped test is a failure; without, skips are counted and listed loudly at the end.
 */
import { globSync } from "node:fs";
import { run } from "node:test";
import { spec } from "node:test/reporters";

const noSkips = process.argv.includes("--no-skips") || process.env["PARLANCE_NO_SKIPS"] === "1";
const filters = process.argv.slice(2).filter((word) => !word.startsWith("--"));

/** Whole servers and processes: run after the rest and alone, so that they do not starve each other on two cores. */
const heavy = /conformance\/src\/(blackbox|chaos|crash|demo|faults)\/|zo\/src\/publishing\/|^bench\//;

/** They wait for what is to be seen, most of their time: two at once, when nothing else is under way. */
const journeys = /web\/journeys\//;

const files = globSync([
  "packages/*/src/**/*.test.ts",
  "packages/*/examples/**/*.test.ts",
  "packages/web/{build,journeys}/**/*.test.ts",
  "bench/**/*.test.ts",
  "deploy/**/*.test.ts",
  "scripts/**/*.test.ts",
]).filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)));
if (files.length === 0) {
  process.stderr.write(`no test file matches ${filters.join(" ")}\n`);
  process.exit(1);
}

interface Tally {
  passed: number;
  failed: number;
  readonly skipped: string[];
}
/** Of one file. Those of the journeys are many browsers' visits, one after the other. */
const fileTimeoutMs = 180_000;
const journeysTimeoutMs = 600_000;

const tally: Tally = { passed: 0, failed: 0, skipped: [] };

function runFiles(paths: readonly string[], concurrency: number, timeout = fileTimeoutMs): Promise<void> {
  if (paths.length === 0) return Promise.resolve();
  return new Promise((resolve) => {
    const stream = run({ files: [...paths], concurrency, timeout });
    stream.on("test:pass", (event) => {
      if (event.details.type === "suite") return;
      if (event.skip === undefined && event.todo === undefined) tally.passed += 1;
      else tally.skipped.push(`${event.name}: ${String(event.skip ?? event.todo)}`);
    });
    stream.on("test:fail", (event) => {
      if (event.details.type !== "suite") tally.failed += 1;
      process.exitCode = 1;
    });
    stream.on("end", resolve);
    stream.compose(new spec()).pipe(process.stdout, { end: false });
  });
}

if (noSkips) process.env["PARLANCE_NO_SKIPS"] = "1";
await runFiles(
  // One more than there are cores: some wait for their PostgreSQL or Redis.
  files.filter((file) => !heavy.test(file) && !journeys.test(file)),
  3,
);
await runFiles(
  files.filter((file) => heavy.test(file)),
  1,
);
await runFiles(
  // The longest of them, which have the last letters, begin.
  files.filter((file) => journeys.test(file)).reverse(),
  2,
  journeysTimeoutMs,
);

if (tally.skipped.length > 0) {
  process.stdout.write(`\n${tally.skipped.length} TESTS WERE SKIPPED:\n${tally.skipped.map((line) => `  - ${line}\n`).join("")}`);
  if (noSkips) process.exitCode = 1;
}
if (tally.passed === 0 || tally.failed > 0) process.exitCode = 1;
process.stdout.write(`\n${tally.passed} passed, ${tally.failed} failed, ${tally.skipped.length} skipped\n`);
