/** What the README takes from the code: `node packages/client/src/docs/readme.ts` writes it. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defaultBounds } from "../base/bounds.ts";

const home = join(import.meta.dirname, "..", "..");
const path = join(home, "README.md");
const source = (name: string): string => readFileSync(join(home, name), "utf8");

/** Each bound with its comment in the code. */
function bounds(): string {
  const comments = [...source("src/base/bounds.ts").matchAll(/\/\*\* (.*) \*\/\n {2}(\w+):/g)];
  const about = new Map(comments.map(([, text = "", name = ""]) => [name, text]));
  const rows = Object.entries(defaultBounds).map(([name, value]) => `| \`${name}\` | ${value} | ${about.get(name) ?? ""} |`);
  return ["| bound | default | what |", "| --- | --- | --- |", ...rows].join("\n");
}

const parts: Readonly<Record<string, string>> = {
  bounds: bounds(),
  bot: `\`\`\`ts\n// bot.ts\n${source("examples/bot.ts").trimEnd()}\n\`\`\``,
};

/** The README as it is and as it should be. */
export function readme(): { readonly path: string; readonly is: string; readonly shouldBe: string } {
  const is = readFileSync(path, "utf8");
  const shouldBe = is.replace(/<!-- (\w+) -->[\s\S]*?<!-- \/\1 -->/g, (_all, name: string) => {
    return `<!-- ${name} -->\n${parts[name] ?? ""}\n<!-- /${name} -->`;
  });
  return { path, is, shouldBe };
}

if (import.meta.main) writeFileSync(path, readme().shouldBe);
