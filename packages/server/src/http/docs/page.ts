/** The page at /docs. */
import { type Html, html, prose } from "./html.ts";
import { httpSection } from "./http-section.ts";
import type { OpenApiDocument } from "./openapi.ts";
import { places, protocolSection } from "./protocol-section.ts";
import type { Protocol } from "./protocols.ts";

export interface PageOptions {
  readonly protocols: readonly Protocol[];
  readonly openApi: OpenApiDocument;
  readonly version: string;
}

export function docsPage({ protocols, openApi, version }: PageOptions): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Parlance: protocols and HTTP</title>
<link rel="stylesheet" href="docs/page.css">
</head>
<body>
<header>
<h1>Parlance <small>${version}</small></h1>
<p>A chat server that speaks several protocols at once. Use any client of one of them: the users, rooms and history behind all of them are the same, and an account made on one works on each.</p>
<p>This page is made from the schemas that check every frame and every body.</p>
</header>
<nav aria-label="Contents">${contents(protocols)}</nav>
<main>
${overview(protocols)}
${protocols.map(protocolSection)}
${httpSection(openApi)}
</main>
</body>
</html>
`;
  return page.markup;
}

function contents(protocols: readonly Protocol[]): Html {
  const items = protocols.map(({ dialect: { name } }) => html`<li><a href="#${name}">${name}</a></li>`);
  return html`<ul><li><a href="#overview">Overview</a></li>${items}<li><a href="#http">HTTP</a></li></ul>`;
}

function overview(protocols: readonly Protocol[]): Html {
  const rows = protocols.map(
    ({ dialect, urls }) =>
      html`<tr><td><a href="#${dialect.name}">${dialect.name}</a></td><td>${prose(firstSentence(dialect.contract.description))}</td><td>${places(urls)}</td></tr>`,
  );
  return html`<section id="overview"><h2>What is served where</h2>
<div class="scroll"><table class="stacked"><thead><tr><th>Protocol</th><th>What it is</th><th>Address</th></tr></thead><tbody>${rows}</tbody></table></div>
<p>For machines: <a href="docs/mounts.json">the places</a>, and <a href="docs/fidelity.json">what becomes of each event</a> on each protocol.</p></section>`;
}

function firstSentence(text: string): string {
  return /^.*?\.(?= |$)/.exec(text)?.[0] ?? text;
}
