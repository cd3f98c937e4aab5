/**
 * Writes the tables of docs/ that are made from code, between `<!-- generated: NAME -->` and `<!-- end -->`.
 * Usage: node scripts/generate-docs.ts [--check]. With `--check` nothing is written and a stale table fails.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { settingNames, settings } from "../packages/server/src/app/config/settings.ts";
import { errorCatalogue } from "../packages/server/src/core/errors.ts";
import { closeReasons, type Fidelity, type FidelityEntry } from "../packages/server/src/dialects/contract.ts";
import { openchampFidelity as openchamp } from "../packages/server/src/dialects/openchamp/fidelity.ts";
import { reactionsFidelity as reactions } from "../packages/server/src/dialects/reactions/fidelity.ts";
import { roomsFidelity as rooms } from "../packages/server/src/dialects/rooms/fidelity.ts";
import { rosterFidelity as roster } from "../packages/server/src/dialects/roster/fidelity.ts";
import { zoFidelity as zo } from "../packages/server/src/dialects/zo/fidelity.ts";
import { boundNames, boundTable } from "../packages/server/src/ports/bounds.ts";
import type { RoomEventType } from "../packages/server/src/ports/model.ts";

const root = join(fileURLToPath(import.meta.url), "..", "..");

const dialects: Readonly<Record<string, Fidelity>> = { reactions, openchamp, rooms, roster, zo };
/** Total over event types: a new one does not compile until it is listed. */
const eventTypes: Readonly<Record<RoomEventType, true>> = {
  posted: true,
  reaction_added: true,
  reaction_removed: true,
  member_joined: true,
  member_left: true,
  role_changed: true,
  room_changed: true,
  edited: true,
  deleted: true,
  pinned: true,
  unpinned: true,
  banned: true,
  unbanned: true,
};

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}

function shown(entry: FidelityEntry): string {
  return entry.kind === "hidden" ? `hidden: ${entry.why}` : `${entry.kind}: ${entry.as}`;
}

const code = (text: string): string => `\`${text}\``;

function printedDefault(value: unknown): string {
  if (typeof value === "boolean") return code(value ? "on" : "off");
  if (typeof value === "string" && value.startsWith(root)) return code(relative(root, value));
  if (typeof value === "string" || typeof value === "number") return code(String(value));
  return Array.isArray(value) && value.length > 0 ? "as in the README" : "none";
}

const tables: Readonly<Record<string, () => string>> = {
  fidelity: () =>
    table(
      ["event", ...Object.keys(dialects).map(code)],
      Object.keys(eventTypes).map((type) => [
        code(type),
        ...Object.values(dialects).map((fidelity) => shown(fidelity[type as RoomEventType])),
      ]),
    ),
  bounds: () =>
    table(
      ["bound", "default", "unit", "what, and the answer past it"],
      boundNames.map((name) => [
        code(name),
        boundTable[name].value.toLocaleString("en"),
        boundTable[name].unit,
        boundTable[name].about,
      ]),
    ),
  settings: () =>
    table(
      ["flag", "variable", "key", "default", "allowed", "what"],
      settingNames.map((name) => [
        code(`--${settings[name].flag}`),
        code(settings[name].env),
        code(name),
        printedDefault(settings[name].fallback),
        settings[name].allowed,
        settings[name].about,
      ]),
    ),
  errors: () =>
    table(
      ["code", "whose fault", "retry", "HTTP", "message"],
      Object.entries(errorCatalogue).map(([name, { fault, retry, httpStatus, message }]) => [
        code(name),
        fault,
        retry ? "yes" : "no",
        String(httpStatus),
        message,
      ]),
    ),
  closes: () =>
    table(
      ["code", "come back", "reason"],
      Object.values(closeReasons).map(({ code, reason }) => [String(code), code >= 4000 && code < 4500 ? "yes" : "no", reason]),
    ),
};

/** The text with every generated table made anew. Throws on a marker without a table. */
export function withTables(text: string): string {
  return text.replace(/<!-- generated: (\w+) -->\n[\s\S]*?<!-- end -->/g, (_whole, name: string) => {
    const make = tables[name];
    if (make === undefined) throw new Error(`no generated table ${name}`);
    return `<!-- generated: ${name} -->\n${make()}\n<!-- end -->`;
  });
}

export const generatedPages = ["docs/PROTOCOLS.md", "docs/OPERATIONS.md", "docs/GUARANTEES.md"];

/** The pages whose tables are not what the code says. */
export function stalePages(): readonly string[] {
  return generatedPages.filter((page) => {
    const text = readFileSync(join(root, page), "utf8");
    return withTables(text) !== text;
  });
}

if (process.argv[1] !== undefined && fileURLToPath(import.meta.url) === resolve(process.argv[1])) {
  const stale = stalePages();
  if (process.argv.includes("--check")) {
    for (const page of stale) process.stderr.write(`${page}: a generated table is stale; run npm run docs\n`);
    process.exitCode = stale.length === 0 ? 0 : 1;
  } else {
    for (const page of stale) writeFileSync(join(root, page), withTables(readFileSync(join(root, page), "utf8")));
  }
}
