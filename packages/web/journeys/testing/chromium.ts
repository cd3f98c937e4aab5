/** The browser that is on this machine. */
import { accessSync, constants } from "node:fs";
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

/** Rejects when it cannot be started. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: path, args: flags });
}
