/** A real browser: one for all journeys of a file, with a context of their own for each person. */
import { accessSync, constants } from "node:fs";
import { after } from "node:test";
import { type Browser, chromium } from "playwright-core";

const path = process.env["PARLANCE_CHROMIUM"] ?? "/usr/bin/chromium";

/** Why there is no browser here; null when there is one. */
export function whyNoBrowser(): string | null {
  try {
    accessSync(path, constants.X_OK);
    return null;
  } catch {
    return `there is no Chromium at ${path} (Debian: apt-get install chromium; elsewhere: PARLANCE_CHROMIUM=PATH)`;
  }
}

/** Nothing but the loopback is asked, by pages or by the browser itself. */
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  // Containers have little of it.
  "--disable-dev-shm-usage",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

let launched: Promise<Browser> | undefined;
after(async () => {
  await (await launched)?.close();
});

/** Rejects when it cannot be started. Closed when all tests of this process are over. */
export function browser(): Promise<Browser> {
  launched ??= chromium.launch({ executablePath: path, args: flags });
  return launched;
}
