/** /docs: a page for people, and the documents it is made from for machines. */
import { readFileSync } from "node:fs";
import type { FastifyInstance } from "fastify";
import { stringify } from "yaml";
import { openApiOf, type RouteGroup } from "./openapi.ts";
import { docsPage } from "./page.ts";
import { type DocumentedMount, protocolsOf } from "./protocols.ts";

export interface DocsOptions {
  readonly groups: readonly RouteGroup[];
  readonly mounts: readonly DocumentedMount[];
  readonly publicUrl: string;
  readonly version: string;
}

/** No script at all, and nothing from anywhere else. */
const pagePolicy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const html = { "content-type": "text/html; charset=utf-8", "content-security-policy": pagePolicy };
const css = { "content-type": "text/css; charset=utf-8" };
const json = { "content-type": "application/json; charset=utf-8" };
const yaml = { "content-type": "application/yaml; charset=utf-8" };

/** All of it is made once, now: a contract that cannot be written down keeps the server from starting. */
export function mountDocs(app: FastifyInstance, options: DocsOptions): void {
  const { groups, version, mounts } = options;
  const protocols = protocolsOf(mounts);
  const openApi = openApiOf(groups, options);
  const serve = (url: string, headers: Readonly<Record<string, string>>, body: string): void => {
    app.get(url, async (_request, reply) => reply.headers({ ...headers, "cache-control": "no-cache" }).send(body));
  };
  const serveDocument = (name: string, document: object): void => {
    serve(`/docs/${name}.json`, json, `${JSON.stringify(document, null, 2)}\n`);
    serve(`/docs/${name}.yaml`, yaml, stringify(document, { aliasDuplicateObjects: false }));
  };

  serve("/docs", html, docsPage({ protocols, openApi, version }));
  serve("/docs/page.css", css, readFileSync(new URL("./page.css", import.meta.url), "utf8"));
  serveDocument("openapi", openApi);
  for (const { dialect, document } of protocols) serveDocument(`asyncapi/${dialect.name}`, document);
}
