/** What axe-core finds wrong in a page. It runs in a world of its own beside the page's scripts, so that the page's policy stays as it is. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Fails with a list of all violations (WCAG 2.2 A and AA, and axe's best practices). */
export async function assertAccessible(page: Page): Promise<void> {
  const { violations } = await run(page);
  const list = violations.flatMap(({ id, help, nodes }) => [
    `${id}: ${help}`,
    ...nodes.map(
      ({ target, failureSummary = "" }) => `    ${target.join(" ")}\n        ${failureSummary.replaceAll("\n", "\n        ")}`,
    ),
  ]);
  assert.equal(violations.length, 0, `${new URL(page.url()).pathname} is not accessible to all:\n${list.join("\n")}`);
}

async function run(page: Page): Promise<AxeResults> {
  const devtools = await page.context().newCDPSession(page);
  try {
    const { frameTree } = await devtools.send("Page.getFrameTree");
    const world = { frameId: frameTree.frame.id, worldName: "axe" };
    const { executionContextId: contextId } = await devtools.send("Page.createIsolatedWorld", world);
    await devtools.send("Runtime.evaluate", { contextId, expression: `${source}; undefined` });
    const { result, exceptionDetails } = await devtools.send("Runtime.evaluate", {
      contextId,
      expression: 'axe.run(document, { resultTypes: ["violations"], preload: false })',
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails !== undefined)
      throw new Error(`axe: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`);
    return result.value;
  } finally {
    await devtools.detach();
  }
}
