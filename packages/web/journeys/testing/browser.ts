/** One browser for all journeys of a file, with a context of their own for each person. */
import { after } from "node:test";
import type { Browser } from "playwright-core";
import { launchChromium } from "./chromium.ts";

let launched: Promise<Browser> | undefined;
after(async () => {
  await (await launched)?.close();
});

/** Closed when all tests of this process are over. */
export function browser(): Promise<Browser> {
  launched ??= launchChromium();
  return launched;
}
