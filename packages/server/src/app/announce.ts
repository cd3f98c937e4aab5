/** What the start prints: where each protocol is served. */
import { renameSync, writeFileSync } from "node:fs";
import { StartError } from "./listen.ts";

export interface ServedMount {
  readonly dialect: string;
  readonly url: string;
}

export interface Served {
  /** Base URL of HTTP. */
  readonly http: string;
  /** What to open in a browser; null without a web client. */
  readonly page: string | null;
  readonly mounts: readonly ServedMount[];
  /** Where everything is kept: a folder, or a database by its name and host. */
  readonly data: string;
  readonly limits: boolean;
}

/** The host part of a URL for a listening address: IPv6 in brackets, the wildcard addresses as the loopback. */
export function urlHost(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}

/** For people: what to do now, then one line per place. */
export function bannerText(served: Served): string {
  const rows = [
    ...served.mounts.map(({ dialect, url }) => [dialect, url]),
    ["http", served.http],
    ["docs", `${served.http}/docs`],
    ["data", served.data],
  ];
  const lines = rows.map(([name = "", value = ""]) => `  ${name.padEnd(12)}${value}`);
  const warning = served.limits ? [] : ["  limits are off: anyone may send as much as they like"];
  const ready = served.page === null ? "Parlance is ready." : `Parlance is ready. Open ${served.page} in a browser.`;
  return `${ready}\n${[...lines, ...warning].join("\n")}\n`;
}

/** Writes the ready file whole or not at all, so that whoever waits for it never reads half. Throws `StartError`. */
export function writeReadyFile(path: string, served: Served): void {
  const content = { http: served.http, mounts: served.mounts, pid: process.pid };
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, `${JSON.stringify(content)}\n`);
    renameSync(temporary, path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StartError(`cannot write the file ${path} (ready-file): ${why}`, { cause: error });
  }
}
