/** /docs: a page for people, and the documents it is made from for machines. */
import { readFileSync } from "node:fs";
import type { FastifyInstance } from "fastify";
import { stringify } from "yaml";
import { fidelityOf } from "./fidelity.ts";
import { type OpenApiDocument, openApiOf, type RouteGroup } from "./openapi.ts";
import { docsPage } from "./page.ts";
import { type DocumentedMount, documentedDialects, type Protocol, placesOf, protocolsOf } from "./protocols.ts";

export interface DocsOptions {
  readonly groups: readonly RouteGroup[];
  readonly mounts: readonly DocumentedMount[];
  readonly publicUrl: () => string;
  readonly version: string;
}

/** No script at all, and nothing from anywhere else. */
const pagePolicy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const html = { "content-type": "text/html; charset=utf-8", "content-security-policy": pagePolicy };
const css = { "content-type": "text/css; charset=utf-8" };
const json = { "content-type": "application/json; charset=utf-8" };
const yaml = { "content-type": "application/yaml; charset=utf-8" };

interface Documents {
  readonly openApi: OpenApiDocument;
  readonly protocols: ReadonlyMap<string, Protocol>;
}

/** Everything is made once, when it is first asked for. */
export function mountDocs(app: FastifyInstance, options: DocsOptions): void {
  const documents = lazily(() => documentsOf(options));
  const serve = (url: string, headers: Readonly<Record<string, string>>, make: () => string): void => {
    const body = lazily(make);
    app.get(url, async (_request, reply) => reply.headers({ ...headers, "cache-control": "no-cache" }).send(body()));
  };
  const serveDocument = (name: string, document: () => object): void => {
    serve(`/docs/${name}.json`, json, () => printed(document()));
    serve(`/docs/${name}.yaml`, yaml, () => stringify(document(), { aliasDuplicateObjects: false }));
  };

  // Relative, so that it holds behind a proxy that serves this under a path of its own.
  app.get("/docs/", async (_request, reply) =>
    reply.headers({ "cache-control": "no-cache", location: "../docs" }).code(302).send(),
  );
  serve("/docs", html, () => {
    const { openApi, protocols } = documents();
    return docsPage({ openApi, protocols: [...protocols.values()], version: options.version });
  });
  serve("/docs/page.css", css, () => readFileSync(new URL("./page.css", import.meta.url), "utf8"));
  serve("/docs/mounts.json", json, () => printed(placesOf(options.mounts)));
  serve("/docs/fidelity.json", json, () => printed(fidelityOf(documentedDialects(options.mounts))));
  serveDocument("openapi", () => documents().openApi);
  for (const { name } of documentedDialects(options.mounts)) {
    serveDocument(`asyncapi/${name}`, () => documents().protocols.get(name)?.document ?? {});
  }
}

function printed(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

function documentsOf({ groups, mounts, publicUrl, version }: DocsOptions): Documents {
  const protocols = new Map(protocolsOf(mounts).map((protocol) => [protocol.dialect.name, protocol]));
  return { protocols, openApi: openApiOf(groups, { publicUrl: publicUrl(), version }) };
}

function lazily<T extends object | string>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
