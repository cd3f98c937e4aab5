/** The tables in the documents, made from the ones in the code: `node packages/zo/src/docs/tables.ts` writes them. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { boundTable } from "../server/bounds.ts";
import { closeCodes, errorTable } from "../wire/codes.ts";

const home = join(import.meta.dirname, "..", "..");

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

const closeMeanings: Readonly<Record<keyof typeof closeCodes, string>> = {
  goingAway: "The server is going down",
  unsupportedData: "A binary message",
  tooManyFragments: "A message in more fragments than allowed",
  tooLarge: "A frame over the bound",
  slowReader: "Read too slowly",
  flooding: "Refused again and again",
  dead: "Silent past the heartbeat",
  disconnected: "The server's code sent the connection away; do not reconnect",
};

const tables: Readonly<Record<string, string>> = {
  bounds: table(
    ["bound", "default", "what"],
    Object.entries(boundTable).map(([name, { value, unit, about }]) => [`\`${name}\``, `${value} ${unit}`, about]),
  ),
  errors: table(
    ["code", "status", "fault", "retry", "when"],
    Object.entries(errorTable).map(([code, { status, fault, retry, about }]) => [
      `\`${code}\``,
      String(status),
      fault,
      retry ? "yes" : "no",
      about,
    ]),
  ),
  closes: table(
    ["close code", "when"],
    Object.entries(closeMeanings).map(([name, about]) => [String(closeCodes[name as keyof typeof closeCodes]), about]),
  ),
};

/** The documents with tables, and what each should say. */
export function documents(): { readonly path: string; readonly is: string; readonly shouldBe: string }[] {
  return ["README.md", "PROTOCOL.md"].map((name) => {
    const path = join(home, name);
    const is = readFileSync(path, "utf8");
    const shouldBe = is.replace(/<!-- (\w+) -->[\s\S]*?<!-- \/\1 -->/g, (_all, key: string) => {
      return `<!-- ${key} -->\n${tables[key] ?? ""}\n<!-- /${key} -->`;
    });
    return { path, is, shouldBe };
  });
}

if (import.meta.main) {
  for (const { path, shouldBe } of documents()) writeFileSync(path, shouldBe);
}
