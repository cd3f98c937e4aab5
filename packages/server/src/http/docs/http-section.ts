import { fieldTable } from "./field-table.ts";
import { type Html, html, prose } from "./html.ts";
import type { OpenApiDocument, OpenApiOperation } from "./openapi.ts";

export function httpSection({ paths, servers }: OpenApiDocument): Html {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ title: `${method.toUpperCase()} ${path}`, operation })),
  );
  const groups = Map.groupBy(operations, ({ operation }) => operation.tags[0] ?? "other");
  const articles = [...groups].map(
    ([tag, members]) => html`<h3>${tag}</h3>${members.map(({ title, operation }) => operationArticle(title, operation))}`,
  );
  return html`<section id="http"><h2>HTTP</h2>
<p>Served at ${servers.map(({ url }) => html`<code>${url}</code>`)}. Bodies are JSON. Errors are <code>{"error": …, "error_code": …}</code>; decide by the code.</p>
<p>OpenAPI: <a href="docs/openapi.json">JSON</a>, <a href="docs/openapi.yaml">YAML</a></p>
${articles}
</section>`;
}

function operationArticle(title: string, operation: OpenApiOperation): Html {
  const { operationId, summary, security, requestBody, responses } = operation;
  const answers = Object.entries(responses).map(
    ([status, { description, content }]) =>
      html`<tr><td>${status}</td><td>${description}</td><td>${Object.keys(content ?? {}).join(", ") || "no body"}</td></tr>`,
  );
  const body = Object.values(requestBody?.content ?? {}).map(({ schema }) => html`<h5>Body</h5>${fieldTable(schema)}`);
  const success = Object.entries(responses).find(([status]) => status.startsWith("2"))?.[1].content?.["application/json"];
  return html`<article id="${operationId}"><h4><code>${title}</code></h4>
<p>${prose(summary)}${security.length > 0 ? html` <span class="badge">Bearer</span>` : ""}</p>
${body}
${success === undefined ? "" : html`<h5>Answer</h5>${fieldTable(success.schema)}`}
<div class="scroll"><table><thead><tr><th>Status</th><th>Meaning</th><th>Body</th></tr></thead><tbody>${answers}</tbody></table></div></article>`;
}
