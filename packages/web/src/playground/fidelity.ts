/** How each protocol shows each event, as the server tells it. */
import { type ProtocolName, protocolNames } from "./protocols/protocol.ts";
import { isRecord } from "./schema/json-schema.ts";

export interface FidelityCell {
  readonly kind: "native" | "fallback" | "hidden";
  /** How it is shown, or why not. */
  readonly about: string;
}

export type Fidelity = readonly {
  readonly event: string;
  readonly cells: Readonly<Partial<Record<ProtocolName, FidelityCell>>>;
}[];

export function fidelityFrom(document: unknown): Fidelity {
  if (!isRecord(document)) return [];
  return Object.entries(document).map(([event, row]) => ({
    event,
    cells: Object.fromEntries(
      protocolNames.flatMap((name) => {
        const cell = cellFrom(isRecord(row) ? row[name] : undefined);
        return cell === undefined ? [] : [[name, cell]];
      }),
    ),
  }));
}

function cellFrom(entry: unknown): FidelityCell | undefined {
  if (!isRecord(entry)) return undefined;
  const { kind, as, why } = entry;
  if (kind !== "native" && kind !== "fallback" && kind !== "hidden") return undefined;
  return { kind, about: String(as ?? why ?? "") };
}
