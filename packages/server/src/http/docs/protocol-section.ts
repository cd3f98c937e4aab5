import type { FidelityEntry } from "../../dialects/contract.ts";
import type { AsyncApiMessage, AsyncApiOperation } from "./asyncapi.ts";
import { fieldTable } from "./field-table.ts";
import { type Html, html, prose } from "./html.ts";
import type { Protocol } from "./protocols.ts";

export function protocolSection({ dialect, urls, document }: Protocol): Html {
  const { name, contract, fidelity } = dialect;
  const articles = (action: AsyncApiOperation["action"]): readonly Html[] => {
    const operations = Object.values(document.operations).filter((operation) => operation.action === action);
    const keys = new Set(operations.flatMap(({ messages }) => messages.map(({ $ref }) => $ref.slice($ref.lastIndexOf("/") + 1))));
    const messages = Object.entries(document.components.messages).filter(([key]) => keys.has(key));
    return messages.map(([key, message]) => messageArticle(`${name}-${key}`, message));
  };
  return html`<section id="${name}"><h2>${contract.title} <small>${contract.version}</small></h2>
<p>${prose(contract.description)}</p>
<p>${places(urls)}</p>
<p>AsyncAPI: <a href="docs/asyncapi/${name}.json">JSON</a>, <a href="docs/asyncapi/${name}.yaml">YAML</a></p>
<h3>From the client</h3>${articles("receive")}
<h3>From the server</h3>${articles("send")}
<h3>What becomes of each event</h3>
<div class="scroll"><table class="stacked"><thead><tr><th>Event</th><th>Shown</th><th>How, or why not</th></tr></thead>
<tbody>${Object.entries(fidelity).map(([event, entry]) => fidelityRow(event, entry))}</tbody></table></div>
</section>`;
}

/** Addresses, one a line. */
export function places(urls: readonly string[]): Html {
  return html`${urls.map((url) => html`<code class="place">${url}</code>`)}`;
}

function messageArticle(id: string, { name, summary, payload, examples }: AsyncApiMessage): Html {
  const shown = examples.map(({ payload: example }) => html`<pre><code>${JSON.stringify(example, null, 2)}</code></pre>`);
  return html`<article id="${id}"><h4><code>${name}</code></h4><p>${prose(summary)}</p>${fieldTable(payload)}${shown}</article>`;
}

function fidelityRow(event: string, entry: FidelityEntry): Html {
  const how = entry.kind === "hidden" ? entry.why : entry.as;
  return html`<tr><td><code>${event}</code></td><td class="${entry.kind}">${entry.kind}</td><td>${prose(how)}</td></tr>`;
}
