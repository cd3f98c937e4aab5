import type { Moved } from "./move.ts";

const count = (n: number): string => n.toLocaleString("en");

/** For whoever has moved a server: what is there now, table by table, with digests that can be compared by eye. */
export function reportOf({ kind, tables, blobs }: Moved, { to }: { readonly to: string }): string {
  const isDatabase = /^postgres/.test(to);
  const rows = tables.map(({ table, rows, digest }) => `  ${table.padEnd(16)}${count(rows).padStart(14)}  ${digest}`);
  const files =
    blobs === null ? [] : [`  ${"file contents".padEnd(16)}${count(blobs.blobs).padStart(14)}  ${count(blobs.bytes)} bytes`];
  const headline =
    kind === "moved" ? "Moved. Both sides were read and are the same:" : "Nothing to do: it is all there, and the same:";
  const next = isDatabase
    ? "Start servers with this database; keep the folder until you are content."
    : `Start a server with --data ${to}; keep the database until you are content.`;
  return `${[headline, ...rows, ...files, next].join("\n")}\n`;
}
