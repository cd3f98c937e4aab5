/**
 * Measures Parlance beside others on the same work in the same run. Loopback only; nothing is timed that was not found right before.
 * Usage: npm run bench -- [SCENARIO …] [--laps=5] [--contenders=parlance,floor,…] [--largest=100000] [--out=bench/results]
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { contenders } from "./contenders/index.ts";
import { type Arguments, readArguments, UsageError } from "./lib/arguments.ts";
import { compilerHelp, hasCompiler } from "./lib/native.ts";
import { root } from "./lib/parlance.ts";
import { circumstances } from "./report/machine.ts";
import { reportText } from "./report/markdown.ts";
import { barsSvg } from "./report/svg.ts";
import { scenarios } from "./scenarios/index.ts";
import type { Scenario } from "./scenarios/scenario.ts";

const say = (line: string): void => void process.stderr.write(`  ${line}\n`);

function given(): Arguments {
  const names = { scenarios: scenarios.map(({ name }) => name), contenders: contenders.map(({ name }) => name) };
  try {
    return readArguments(process.argv.slice(2), { ...names, out: join(root, "bench/results") });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const lines = scenarios.map(({ name, title, budgetSeconds }) => `  ${name}  ${title} (at most ${budgetSeconds} s)`);
    process.stderr.write(`bench: ${error.message}\n\nScenarios:\n${lines.join("\n")}\n`);
    process.exit(2);
  }
}

async function measure(scenario: Scenario, { laps, largest, out, contenders: asked }: Arguments): Promise<void> {
  const { name, title } = scenario;
  const since = performance.now();
  process.stderr.write(`${name}: ${title}\n`);
  const report = await scenario.run({
    ...{ laps, largest, say },
    contenders: contenders.filter((contender) => asked.includes(contender.name)),
  });
  const seconds = Math.round((performance.now() - since) / 1_000);
  const words = ["npm run bench --", ...process.argv.slice(2)].join(" ");
  const { figures, tables, notes } = report;
  const page = reportText(`(${name}) ${title}`, report);
  process.stdout.write(`${page}\n`);
  const found = { scenario: name, title, laps, seconds, circumstances: circumstances(words), tables, notes, figures };
  writeFileSync(join(out, `${name}.json`), `${JSON.stringify(found, undefined, 1)}\n`);
  writeFileSync(join(out, `${name}.md`), page);
  for (const [n, plot] of report.plots.entries()) {
    writeFileSync(
      join(out, `${name}${report.plots.length > 1 ? `-${n + 1}` : ""}.svg`),
      barsSvg({ ...plot, title: `${title}, ${plot.title}` }),
    );
  }
  say(`${seconds} s`);
}

const words = given();
if (!hasCompiler()) {
  process.stderr.write(`bench: ${compilerHelp}\n`);
  process.exit(1);
}
mkdirSync(words.out, { recursive: true });
for (const scenario of scenarios) if (words.scenarios.includes(scenario.name)) await measure(scenario, words);
