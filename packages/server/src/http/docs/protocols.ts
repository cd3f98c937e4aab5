/** The dialects as the documents show them: each once, with every place where it is served. */
import type { Dialect } from "../../dialects/contract.ts";
import { type AsyncApiDocument, asyncApiOf } from "./asyncapi.ts";

/** What the documents need to know of a dialect. */
export type DocumentedDialect = Pick<Dialect, "name" | "contract" | "fidelity">;

/** A dialect at one place; a place that two share appears once for each. */
export interface DocumentedMount {
  readonly dialect: DocumentedDialect;
  /** Absolute, `ws:` or `wss:`. */
  readonly url: string;
}

export interface Protocol {
  readonly dialect: DocumentedDialect;
  readonly urls: readonly string[];
  readonly document: AsyncApiDocument;
}

export function protocolsOf(mounts: readonly DocumentedMount[]): readonly Protocol[] {
  const dialects = new Map(mounts.map(({ dialect }) => [dialect.name, dialect]));
  return [...dialects.values()].map((dialect) => {
    const urls = mounts.filter((mount) => mount.dialect.name === dialect.name).map((mount) => mount.url);
    return { dialect, urls, document: asyncApiOf(dialect.contract, urls) };
  });
}
