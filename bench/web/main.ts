/**
 * The web client in a real browser, beside the floor and Socket.IO where they can do the same. Usage:
 * node bench/web/main.ts [--parts=start,keys,scroll,memory] [--keys=300] [--messages=100000] [--scroll-ms=8000] [--minutes=60]
 */
import { rmSync } from "node:fs";
import { clientIsBuilt } from "../../packages/web/journeys/testing/built.ts";
import { launchChromium, whyNoBrowser } from "../../packages/web/journeys/testing/chromium.ts";
import { option, word } from "../lib/figures.ts";
import { freshFolder, startParlance } from "../lib/parlance.ts";
import { openSeed, type Seeded, seedAccounts, seedHistory } from "../lib/seed.ts";
import { floorPage, socketIoPage } from "./floor-page.ts";
import { keyToScreen, tellKeyToScreen } from "./key-to-screen.ts";
import { useForAnHour } from "./memory.ts";
import { simplePage, webClient } from "./pages.ts";
import { scroll } from "./scroll.ts";
import { start } from "./start.ts";

const parts = (word("parts") ?? "start,keys,scroll,memory").split(",");
const missing = whyNoBrowser();
if (missing !== null) {
  process.stderr.write(`${missing}\n`);
  process.exit(1);
}

/** Accounts with a history, half of it in the lounge. */
async function seeded(folder: string): Promise<readonly Seeded[]> {
  const store = await openSeed(folder);
  try {
    const users = await seedAccounts(store, 4);
    await seedHistory(store, users, 2 * option("messages", 100_000));
    return users;
  } finally {
    await store.close();
  }
}

await clientIsBuilt();
const browser = await launchChromium();
const folder = freshFolder();
try {
  const [ann, ben] = await seeded(folder);
  if (ann === undefined || ben === undefined) throw new Error("nobody is there");
  await using server = await startParlance({ data: folder });
  const origin = `http://127.0.0.1:${server.port}`;
  if (parts.includes("start")) await start(browser, origin, ann);
  if (parts.includes("keys")) {
    await using floor = await floorPage();
    await using socketIo = await socketIoPage();
    const contenders = [
      await webClient(browser, origin, [ann, ben]),
      await simplePage(browser, "floor", floor.url),
      await simplePage(browser, "Socket.IO", socketIo.url),
    ];
    tellKeyToScreen(await keyToScreen(contenders, option("keys", 300)));
    for (const { close } of contenders) await close();
  }
  if (parts.includes("scroll")) await scroll(browser, origin, { who: ann, forMs: option("scroll-ms", 8_000) });
  if (parts.includes("memory")) await useForAnHour(browser, origin, { people: [ann, ben], minutes: option("minutes", 60) });
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
