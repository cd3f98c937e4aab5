/**
 * Server CPU per delivery of this working tree beside another commit, in turns, in under a minute: for before and after a change.
 * CPU time, as instructions cannot be counted on every machine. Usage: npm run bench:quick -- [--against=HEAD] [--laps=6]
 */
import { parseArgs } from "node:util";
import { z } from "zod";
import type { Contender, Stage } from "./contenders/contender.ts";
import { Arena, type Lap, type Taken } from "./lib/arena.ts";
import { median } from "./lib/figures.ts";
import { compilerHelp, hasCompiler } from "./lib/native.ts";
import { root, startParlance } from "./lib/parlance.ts";
import { upgradeRequest } from "./lib/upgrade-request.ts";
import { checkOut } from "./lib/worktree.ts";
import { tableText } from "./report/markdown.ts";
import { ratios, type Spread } from "./scenarios/standings.ts";

const textBytes = 100;
const lapMs = 800;
const warmMs = 400;
const message = z.object({ type: z.literal("message"), data: z.object({ text: z.string() }) });

/** The lounge in `reactions`, which needs no accounts: nothing is written into a store whose commit we do not know. */
async function stageOf(tree: string): Promise<Stage> {
  const { port, ...running } = await startParlance({ root: tree });
  return {
    ...running,
    connection: { port, request: upgradeRequest("/reactions/ws") },
    steps: [],
    kind: "text",
    textBytesFor: () => textBytes,
    say: (text) => JSON.stringify({ type: "send_message", data: { text, author_name: "Bench" } }),
    textIn: (payload) => message.parse(JSON.parse(payload.toString())).data.text,
  };
}

const sideOf = (label: string, tree: string): Contender => ({
  name: label,
  label,
  guarantees: { durable: "", ordered: "", validated: "", authenticated: "" },
  missing: () => undefined,
  start: () => stageOf(tree),
});

const cpu = (laps: readonly Lap[]): number[] => laps.map((lap) => lap.serverCpuUsPerDelivery);

const spreadText = ({ median, least, greatest }: Spread): string =>
  `${median.toFixed(3)} (${least.toFixed(2)}–${greatest.toFixed(2)})`;

/** Whether every round said the same. */
function verdict({ least, greatest }: Spread): string {
  if (greatest < 1) return "less in every round";
  return least > 1 ? "MORE in every round" : "no clear difference";
}

function row(title: string, taken: Taken): readonly string[] {
  const [ours = [], theirs = []] = [...taken.values()].map(cpu);
  const ratio = ratios(ours, theirs);
  return [title, median(ours).toFixed(2), median(theirs).toFixed(2), spreadText(ratio), verdict(ratio)];
}

const { against, laps } = parseArgs({
  options: { against: { type: "string", default: "HEAD" }, laps: { type: "string", default: "6" } },
}).values;
if (!hasCompiler()) {
  process.stderr.write(`bench: ${compilerHelp}\n`);
  process.exit(1);
}
using other = checkOut(against);
const rows: (readonly string[])[] = [];
for (const [members, windows] of [
  [300, [1, 64]],
  [1, [64]],
] as const) {
  await using arena = await Arena.open({
    contenders: [sideOf("here", root), sideOf(other.commit, other.path)],
    plan: { kind: "rooms", rooms: 1, members },
    payloadBytes: textBytes,
    checked: { count: 50, window: 4 },
    say: (line) => void process.stderr.write(`  ${line}\n`),
  });
  for (const window of windows) {
    const options = { entries: arena.entries, laps: z.coerce.number().int().min(1).max(99).parse(laps) };
    const taken = await arena.race({ ...options, warm: { window, ms: warmMs }, lap: { window, ms: lapMs } });
    rows.push(row(`${members} ${members === 1 ? "member" : "members"}, ${window} in flight`, taken));
  }
}
const title = `server CPU, microseconds per delivery: the working tree, ${other.commit}, and their ratio round by round`;
process.stdout.write(`${tableText({ title, columns: ["", "here", other.commit, "ratio", ""], rows })}\n`);
