import assert from "node:assert/strict";
import type { Response } from "playwright-core";
import { journey } from "./testing/journey.ts";
import type { Person } from "./testing/person.ts";

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; " +
  "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'";

/** Loads the page anew, and answers with everything that it loaded until something is to be seen. */
async function reloaded({ page }: Person): Promise<readonly Response[]> {
  const responses: Response[] = [];
  page.on("response", (response) => responses.push(response));
  await page.reload();
  await page.locator("#root:not(:empty)").waitFor();
  return responses;
}

const pages = [
  { path: "/", what: "the entry" },
  { path: "/", what: "the chat", as: "guest" },
  { path: "/room/lounge", what: "a room", as: "guest" },
  { path: "/playground", what: "the playground" },
] as const;

for (const { what, ...options } of pages) {
  journey(`${what} is under the strict policy, has nothing to complain of, and asks nobody but its server`, async (stage) => {
    const ada = await stage.person("ada", options);
    const [page, ...assets] = await reloaded(ada);
    assert.equal(await page?.headerValue("content-security-policy"), policy);
    assert.equal(await page?.headerValue("cache-control"), "no-cache");
    const built = assets.filter((asset) => new URL(asset.url()).pathname.startsWith("/assets/"));
    assert.notEqual(built.length, 0);
    for (const asset of built)
      assert.equal(await asset.headerValue("cache-control"), "public, max-age=31536000, immutable", asset.url());
    await ada.screenshots(what.replace("the ", "").replace("a ", ""));
  });
}
