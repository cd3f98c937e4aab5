/** The messages of the conversation that somebody looks at. */
import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";

/** The latest message with these words. */
export const rowOf = (page: Page, words: string | RegExp): Locator =>
  page.getByRole("main").getByRole("article").filter({ hasText: words }).last();

export const fieldOf = (page: Page): Locator => page.getByRole("main").getByRole("textbox", { name: /^Message to / });

export async function say(page: Page, words: string): Promise<void> {
  await fieldOf(page).fill(words);
  await page.getByRole("main").getByRole("button", { name: "Send" }).click();
}

/** Brings the tools of the message, and presses one of them. A row that came or moved under a pointer that rests is not pointed at. */
export async function useTool(row: Locator, tool: string): Promise<void> {
  await row.focus();
  await row.getByRole("button", { name: tool, exact: true }).click();
}

/** What was said, in its order, as it stands there for screen readers: all that is drawn. */
export async function wordsOn(page: Page): Promise<readonly string[]> {
  const labels = await page
    .getByRole("main")
    .getByRole("article")
    .evaluateAll((articles) => articles.map((article) => article.getAttribute("aria-label") ?? ""));
  return labels.map((label) => label.replace(/^.*?, \d\d:\d\d: /, ""));
}

/** Waits until nothing waits to be sent, and is sure that this is what was said. */
export async function assertSaid(page: Page, words: readonly string[]): Promise<void> {
  const last = new RegExp(`: ${RegExp.escape(words.at(-1) ?? "")}$`);
  await page.getByRole("main").getByRole("article", { name: last }).waitFor();
  for (const waits of ["Waiting to be sent", "Sending …"])
    await page.getByRole("main").getByText(waits).first().waitFor({ state: "detached" });
  assert.deepEqual(await wordsOn(page), words);
}
