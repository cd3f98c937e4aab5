/** Reads the field tables out of a protocol document, as the generator of such pages writes them. */
import type { FieldFact, MessageFact } from "./facts.ts";

const header = "| Name | Type | Description | Value | Constraints | Notes |";
const columns = 6;

export interface DocumentTable {
  readonly from: MessageFact["from"];
  /** What stands between this table and the one before; the message's name is somewhere in it. */
  readonly preface: string;
  readonly fields: readonly FieldFact[];
}

export function tablesOf(markdown: string): readonly DocumentTable[] {
  const [first = "", ...rest] = markdown.split(header);
  let preface = first;
  let from: MessageFact["from"] = "client";
  return rest.map((text) => {
    from = sideOf(preface) ?? from;
    const { rows, after } = rowsOf(text);
    const table = { from, preface, fields: rows.map(factOf) };
    preface = after;
    return table;
  });
}

/** PUB and SUB headings in one document, "Send", "Toggle" and "Receive" after "Operation" in the other; clients are who they speak of. */
function sideOf(preface: string): MessageFact["from"] | null {
  if (/^### SUB |OperationReceive/m.test(preface)) return "server";
  return /^### PUB |Operation(?:Send|Toggle)/m.test(preface) ? "client" : null;
}

/** A row may be broken over several lines: it goes on until it has all its cells. The row of dashes under the header is left out. */
function rowsOf(text: string): { readonly rows: readonly (readonly string[])[]; readonly after: string } {
  const lines = text.replace(/^\n/, "").split("\n");
  const rows: string[][] = [];
  let line = 0;
  while (lines[line]?.startsWith("|")) {
    const cells: string[] = [];
    while (cells.length < columns && line < lines.length) cells.push(...cellsOf(lines[line++] ?? ""));
    rows.push(cells);
  }
  return { rows: rows.slice(1), after: lines.slice(line).join("\n") };
}

function cellsOf(line: string): readonly string[] {
  const inner = line.trim().replace(/^\|/, "").replace(/\|$/, "");
  return inner.split("|").map((cell) =>
    cell
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replace(/[`*]{1,2}(?=\W|$)|(?<=^|\W)[`*]{1,2}/g, "")
      .trim(),
  );
}

function factOf([path = "", type = "", , value = "", constraints = "", notes = ""]: readonly string[]): FieldFact {
  return {
    path,
    type,
    constraints: [value, constraints].filter((text) => text !== "-"),
    required: notes.split(", ").includes("required"),
    open: notes.includes("additional properties are allowed"),
  };
}
