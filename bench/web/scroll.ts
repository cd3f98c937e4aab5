/** Scrolling a long history by the wheel, up and down again: the time between frames. */
import type { Browser, Page } from "playwright-core";
import { quantile, tell } from "../lib/figures.ts";
import type { Seeded } from "../lib/seed.ts";
import { inLounge, rowsOf } from "./pages.ts";

const wheelPixels = 240;
const wheelEveryMs = 16;

/** In the lounge: `forMs` up, then as long down. */
export async function scroll(browser: Browser, origin: string, { who, forMs }: { who: Seeded; forMs: number }): Promise<void> {
  const { page, context } = await inLounge(browser, origin, who);
  await rowsOf(page).last().hover();
  await wheel(page, forMs);
  await context.close();
}

async function wheel(page: Page, forMs: number): Promise<void> {
  for (const direction of [-1, 1]) {
    await page.evaluate(() => {
      const { frames, longTasks } = globalThis.watched;
      frames.ms.length = 0;
      longTasks.length = 0;
      frames.isOn = true;
    });
    const until = performance.now() + forMs;
    let wheels = 0;
    while (performance.now() < until) {
      const next = performance.now() + wheelEveryMs;
      await page.mouse.wheel(0, direction * wheelPixels);
      wheels += 1;
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - performance.now())));
    }
    const { ms, long } = await page.evaluate(() => {
      const { frames, longTasks } = globalThis.watched;
      frames.isOn = false;
      return { ms: [...frames.ms], long: [...longTasks] };
    });
    tell(`scrolling ${direction < 0 ? "up" : "down"}, time between frames`, {
      "p50 ms": quantile(ms, 0.5),
      "p99 ms": quantile(ms, 0.99),
      "worst ms": Math.max(...ms),
      "tasks over 50 ms": long.length,
      frames: ms.length,
      wheels,
    });
  }
}
