import assert from "node:assert/strict";
import { test } from "node:test";
import { html, prose } from "./html.ts";

test("every part is escaped, once, for content and for quoted attributes", () => {
  const name = `<img src=x onerror="alert('1')">&amp;`;
  const escaped = "&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;amp;";
  const inner = html`<b title="${name}">${name}</b>`;
  assert.equal(inner.markup, `<b title="${escaped}">${escaped}</b>`);
  assert.equal(html`<p>${[inner, 7, "<"]}</p>`.markup, `<p>${inner.markup}7&lt;</p>`);
});

test("names in backticks become code, escaped like the rest; a lone backtick stays", () => {
  assert.equal(prose("a `<b>` & `c` d`").markup, "a <code>&lt;b&gt;</code> &amp; <code>c</code> d`");
});
