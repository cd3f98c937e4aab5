/** A report as Markdown, for the terminal and for a page. */
import type { Report, Table } from "../scenarios/scenario.ts";

/** Columns padded, so that it reads in a terminal, too; figures to the right. */
export function tableText({ title, columns, rows }: Table): string {
  const all = [columns, ...rows];
  const widths = columns.map((_, n) => Math.max(3, ...all.map((cells) => cells[n]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, n) => (n === 0 ? (cells[n] ?? "").padEnd(width) : (cells[n] ?? "").padStart(width))).join(" | ")} |`;
  const rule = `| ${widths.map((width, n) => (n === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)).join(" | ")} |`;
  return [`**${title}**`, "", line(columns), rule, ...rows.map(line)].join("\n");
}

export function reportText(heading: string, { tables, notes }: Report): string {
  const parts = [
    `## ${heading}`,
    ...tables.map(tableText),
    ...(notes.length > 0 ? [notes.map((note) => `- ${note}`).join("\n")] : []),
  ];
  return `${parts.join("\n\n")}\n`;
}
