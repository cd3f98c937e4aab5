import { type Field, fieldsOf } from "./fields.ts";
import { type Html, html, prose } from "./html.ts";
import type { JsonSchema } from "./json-schema.ts";

/** The fields of an object, one row each; a line of prose for anything that has none. */
export function fieldTable(schema: JsonSchema): Html {
  const [root, ...fields] = fieldsOf(schema);
  if (fields.length === 0) return html`<p>${root?.type ?? "any"} ${root?.constraints.join(", ") ?? ""}</p>`;
  return html`<div class="scroll"><table class="fields stacked">
<thead><tr><th>Field</th><th>Type</th><th>Constraints</th><th>Description</th></tr></thead>
<tbody>${fields.map(row)}</tbody></table></div>`;
}

function row({ path, type, constraints, required, description }: Field): Html {
  const notes = required ? ["required", ...constraints] : constraints;
  return html`<tr><td><code>${path}</code></td><td>${type}</td><td>${notes.join(", ")}</td><td>${prose(description)}</td></tr>`;
}
