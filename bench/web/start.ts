/** From asking for the page until something is drawn, one can write, and the history is there: in a browser that never was here, then in one that was. */
import type { Browser, Page } from "playwright-core";
import { median, tell } from "../lib/figures.ts";
import type { Seeded } from "../lib/seed.ts";
import type { Arrival } from "./in-page.ts";
import { composerOf, inLounge, rowsOf } from "./pages.ts";

const visits = 7;

async function arrival(page: Page): Promise<Arrival> {
  await composerOf(page).waitFor();
  await rowsOf(page).last().waitFor();
  return page.evaluate(() => globalThis.watched.arrival);
}

function tellArrivals(what: string, all: readonly Arrival[]): void {
  tell(`from asking for the page, ${what}`, {
    "first paint ms": median(all.map(({ paintMs }) => paintMs)),
    "can write ms": median(all.map(({ writableMs }) => writableMs)),
    "history ms": median(all.map(({ historyMs }) => historyMs)),
    visits: all.length,
  });
}

/** The lounge holds a long history. */
export async function start(browser: Browser, origin: string, who: Seeded): Promise<void> {
  const first: Arrival[] = [];
  const again: Arrival[] = [];
  for (let visit = 0; visit < visits; visit += 1) {
    const { page, context } = await inLounge(browser, origin, who);
    first.push(await arrival(page));
    await page.reload();
    again.push(await arrival(page));
    await context.close();
  }
  tellArrivals("first visit", first);
  tellArrivals("reload", again);
}
