/**
 * An hour's use of the web client in a few minutes: what a person does in a minute, so many times, while another one talks. Memory is what is left in
 * the page after a collection.
 */
import type { Browser, CDPSession, Page } from "playwright-core";
import { tell } from "../lib/figures.ts";
import type { Seeded } from "../lib/seed.ts";
import { composerOf, inLounge } from "./pages.ts";

const said = 10;
const heard = 20;

interface Use {
  readonly people: readonly [Seeded, Seeded];
  readonly minutes: number;
}

/** Tells at the beginning and after each sixth of the time. */
export async function useForAnHour(browser: Browser, origin: string, { people, minutes }: Use): Promise<void> {
  const [me, other] = [await inLounge(browser, origin, people[0]), await inLounge(browser, origin, people[1])];
  const devtools = await me.context.newCDPSession(me.page);
  await devtools.send("HeapProfiler.enable");
  await devtools.send("Performance.enable");
  await aMinute(me.page, other.page, 0);
  await tellMemory(devtools, 0);
  const every = Math.max(1, Math.round(minutes / 6));
  for (let minute = 1; minute <= minutes; minute += 1) {
    await aMinute(me.page, other.page, minute);
    if (minute % every === 0) await tellMemory(devtools, minute);
  }
  for (const { context } of [me, other]) await context.close();
}

async function say(page: Page, text: string): Promise<void> {
  await composerOf(page).fill(text);
  await page.keyboard.press("Enter");
}

/** Talks and listens, scrolls up and down again, goes to another room and back. */
async function aMinute(me: Page, other: Page, minute: number): Promise<void> {
  for (let at = 0; at < heard; at += 1) await say(other, `minute ${minute}, ${at}: **heard** :) https://example.org/${minute}`);
  for (let at = 0; at < said; at += 1) await say(me, `minute ${minute}, ${at}: said`);
  await me
    .getByText(`minute ${minute}, ${said - 1}: said`)
    .first()
    .waitFor();
  await me.getByRole("article").last().hover();
  for (const direction of [-1, 1]) for (let at = 0; at < 20; at += 1) await me.mouse.wheel(0, direction * 600);
  const links = me.getByRole("navigation").getByRole("link");
  const count = await links.count();
  await links.nth(1 + (minute % Math.max(1, count - 1))).click();
  await composerOf(me).waitFor();
  await links
    .filter({ hasText: /lounge/i })
    .first()
    .click();
  await composerOf(me).waitFor();
}

async function tellMemory(devtools: CDPSession, minute: number): Promise<void> {
  await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devtools.send("Runtime.getHeapUsage");
  const { metrics } = await devtools.send("Performance.getMetrics");
  const of = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  tell(`memory after ${minute} minutes' use`, {
    "heap MB": usedSize / 1e6,
    "DOM nodes": of("Nodes"),
    listeners: of("JSEventListeners"),
    documents: of("Documents"),
  });
}
