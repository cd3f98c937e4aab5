import assert from "node:assert/strict";
import type { Response } from "playwright-core";
import { journey } from "./testing/journey.ts";
import type { Person } from "./testing/person.ts";

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; " +
  "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'";

/** Loads the page anew, and answers with it and with what it loaded until something is to be seen. */
async function reloaded({ page }: Person): Promise<readonly [page: Response | null, ...assets: Response[]]> {
  const responses: Response[] = [];
  page.on("response", (response) => responses.push(response));
  const answer = await page.reload();
  await page.getByRole("heading").first().waitFor();
  return [answer, ...responses];
}

const pages = [
  { path: "/" },
  { path: "/", as: "guest" },
  { path: "/room/lounge", as: "guest" },
  { path: "/playground" },
] as const;

journey("all pages are under the strict policy, have nothing to complain of, and ask nobody but their server", async (stage) => {
  for (const [at, options] of pages.entries()) {
    const ada = await stage.person(`ada${at}`, options);
    const [page, ...assets] = await reloaded(ada);
    assert.equal(await page?.headerValue("content-security-policy"), policy);
    assert.equal(await page?.headerValue("cache-control"), "no-cache");
    const built = assets.filter((asset) => new URL(asset.url()).pathname.startsWith("/assets/"));
    assert.notEqual(built.length, 0);
    for (const asset of built)
      assert.equal(await asset.headerValue("cache-control"), "public, max-age=31536000, immutable", asset.url());
  }
});
