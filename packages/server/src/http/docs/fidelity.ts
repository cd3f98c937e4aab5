import type { FidelityEntry } from "../../dialects/contract.ts";
import type { DocumentedDialect } from "./protocols.ts";

/** What becomes of each event on each protocol: by event type, then by protocol. */
export type FidelityDocument = Readonly<Record<string, Readonly<Record<string, FidelityEntry>>>>;

export function fidelityOf(dialects: readonly DocumentedDialect[]): FidelityDocument {
  const byEvent: Record<string, Record<string, FidelityEntry>> = {};
  for (const { name, fidelity } of dialects) {
    for (const [event, entry] of Object.entries(fidelity)) byEvent[event] = { ...byEvent[event], [name]: entry };
  }
  return byEvent;
}
