/** From a key press in one browser to the drawn frame of another: the web client, the floor and Socket.IO in turns, in one run. */
import type { Page } from "playwright-core";
import { quantile, tell } from "../lib/figures.ts";

export interface Contender {
  readonly name: string;
  readonly writer: Page;
  readonly reader: Page;
  /** Where the writer types. */
  focus(): Promise<void>;
}

interface Lap {
  readonly contender: Contender;
  readonly ms: number[];
}

const perRound = 20;
const patienceMs = 10_000;

/** Asked for in the page, whose policy lets nobody evaluate text there: so not by `waitForFunction`. */
async function drawnAt(reader: Page, line: number): Promise<number> {
  const until = performance.now() + patienceMs;
  while (performance.now() < until) {
    const at = await reader.evaluate((number) => globalThis.watched.shown[number] ?? 0, line);
    if (at !== 0) return at;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`line ${line} was not drawn within ${patienceMs} ms`);
}

/** `keys` presses of each contender, in rounds of 20. */
export async function keyToScreen(contenders: readonly Contender[], keys: number): Promise<readonly Lap[]> {
  const laps = contenders.map((contender): Lap => ({ contender, ms: [] }));
  let line = 0;
  const press = async ({ contender: { writer, reader }, ms }: Lap): Promise<void> => {
    line += 1;
    await writer.keyboard.insertText(`line ${line}. It was said in a bench.`);
    await writer.keyboard.press("Enter");
    const shown = await drawnAt(reader, line);
    const pressed = await writer.evaluate(() => globalThis.watched.pressed.at(-1) ?? Number.NaN);
    ms.push(shown - pressed);
  };
  for (let round = 0; round * perRound < keys; round += 1) {
    for (const lap of laps) {
      await lap.contender.writer.bringToFront();
      await lap.contender.focus();
      for (let at = 0; at < perRound; at += 1) await press(lap);
    }
  }
  // The first round warms everything up.
  for (const { ms } of laps) ms.splice(0, keys > perRound ? perRound : 0);
  return laps;
}

export function tellKeyToScreen(laps: readonly Lap[]): void {
  const floor = quantile(laps.find(({ contender }) => contender.name === "floor")?.ms ?? [], 0.5);
  for (const { contender, ms } of laps) {
    const p50 = quantile(ms, 0.5);
    tell(`key press to screen, ${contender.name}`, {
      "p50 ms": p50,
      "p99 ms": quantile(ms, 0.99),
      "of the floor's p50": p50 / floor,
      keys: ms.length,
    });
  }
}
