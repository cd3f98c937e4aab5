/** People at browsers, without the journeys' harness: nothing that looks on but what the bench itself puts into the page. */
import type { Browser, BrowserContext, Page } from "playwright-core";
import type { Seeded } from "../lib/seed.ts";
import { watch } from "./in-page.ts";
import type { Contender } from "./key-to-screen.ts";

export interface Opened {
  readonly page: Page;
  readonly context: BrowserContext;
}

/** `who` is signed in; without, nobody. */
export async function open(browser: Browser, url: string, who?: Seeded): Promise<Opened> {
  const { origin } = new URL(url);
  const session = who && JSON.stringify({ kind: "account", userId: who.id, name: who.name, token: who.token });
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    ...(session && {
      storageState: { cookies: [], origins: [{ origin, localStorage: [{ name: "parlance.session", value: session }] }] },
    }),
  });
  await context.addInitScript(watch);
  const page = await context.newPage();
  await page.goto(url);
  return { page, context };
}

/** The composer of the room that is shown. */
export const composerOf = (page: Page) => page.getByRole("textbox", { name: /^Message/ });

/** The messages that are drawn. */
export const rowsOf = (page: Page) => page.getByRole("article");

const lounge = (origin: string): string => `${origin}/room/lounge`;

type Closing = Contender & { readonly close: () => Promise<void> };

/** Both sit in the lounge. */
export async function webClient(browser: Browser, origin: string, people: readonly [Seeded, Seeded]): Promise<Closing> {
  const [writer, reader] = [await inLounge(browser, origin, people[0]), await inLounge(browser, origin, people[1])];
  return contender("Parlance", writer, reader);
}

export async function simplePage(browser: Browser, name: string, url: string): Promise<Closing> {
  return contender(name, await open(browser, url), await open(browser, url));
}

function contender(name: string, writer: Opened, reader: Opened): Closing {
  return {
    name,
    writer: writer.page,
    reader: reader.page,
    focus: () => composerOf(writer.page).focus(),
    close: async () => {
      for (const { context } of [writer, reader]) await context.close();
    },
  };
}

export async function inLounge(browser: Browser, origin: string, who: Seeded): Promise<Opened> {
  const opened = await open(browser, lounge(origin), who);
  await composerOf(opened.page).waitFor();
  return opened;
}
