/** The dialects as the documents show them: each once, with every place where it is served. */
import type { Spoken } from "../../dialects/contract.ts";
import { type AsyncApiDocument, asyncApiOf } from "./asyncapi.ts";

/** What the documents need to know of a dialect. */
export type DocumentedDialect = Pick<Spoken, "name" | "contract" | "fidelity">;

/** A dialect at one place; a place that two share appears once for each. */
export interface DocumentedMount {
  readonly dialect: DocumentedDialect;
  /** `main` is the one that serves the documents, too. */
  readonly listener: string;
  readonly path: string;
  /** Absolute, `ws:` or `wss:`; asked when a document is first read, as the port is known only once it is open. */
  readonly url: () => string;
}

export interface Protocol {
  readonly dialect: DocumentedDialect;
  readonly urls: readonly string[];
  readonly document: AsyncApiDocument;
}

/** Each dialect once. */
export function documentedDialects(mounts: readonly DocumentedMount[]): readonly DocumentedDialect[] {
  return [...new Map(mounts.map(({ dialect }) => [dialect.name, dialect])).values()];
}

export function protocolsOf(mounts: readonly DocumentedMount[]): readonly Protocol[] {
  return documentedDialects(mounts).map((dialect) => {
    const urls = mounts.filter((mount) => mount.dialect.name === dialect.name).map((mount) => mount.url());
    return { dialect, urls, document: asyncApiOf(dialect.contract, urls) };
  });
}

/** Where a page connects. */
export interface Place {
  readonly protocol: string;
  readonly listener: string;
  /** On the main listener it is a path of the page's own origin, whatever that is. */
  readonly path: string;
  /** Of other listeners, whose port a page cannot know: as the server itself knows it. */
  readonly url?: string;
}

export function placesOf(mounts: readonly DocumentedMount[]): readonly Place[] {
  return mounts.map(({ dialect, listener, path, url }) => ({
    protocol: dialect.name,
    listener,
    path,
    ...(listener === "main" ? {} : { url: url() }),
  }));
}
