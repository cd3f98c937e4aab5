/** The summary: every message of the play by every protocol, as it was expected and as it was seen. */
import { type Protocol, protocols } from "../blackbox/everyone.ts";

/** `own`: the protocol gives its sender no copy. */
export type Shown = "native" | "fallback" | "hidden" | "own";

export interface Row {
  readonly what: string;
  readonly expected: Readonly<Record<Protocol, Shown>>;
  readonly seen: Readonly<Record<Protocol, Shown>>;
}

export const isAsExpected = (row: Row) => protocols.every((protocol) => row.expected[protocol] === row.seen[protocol]);

/** Aligned text, a line per message; what differs from the expectation says so. */
export function renderTable(rows: readonly Row[]): string {
  const head = ["", ...protocols];
  const body = rows.map((row) => [
    row.what,
    ...protocols.map((protocol) => {
      const [seen, expected] = [row.seen[protocol], row.expected[protocol]];
      return seen === expected ? seen : `${seen} (not ${expected}!)`;
    }),
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...body].map((cells) => cells[column]?.length ?? 0)));
  return [head, ...body]
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
