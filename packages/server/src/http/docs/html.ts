/** Markup that was escaped where it had to be; only `html` makes it. */
export interface Html {
  readonly markup: string;
}
type Part = string | number | Html | readonly Part[];

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** A template whose parts are escaped, for element content and quoted attributes, unless they are markup already. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { markup: strings.reduce((before, text, i) => before + markupOf(parts[i - 1] ?? "") + text) };
}

/** Prose of a contract, where names stand in backticks. */
export function prose(text: string): Html {
  const parts = text.split(/`([^`]+)`/);
  return html`${parts.map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}

function markupOf(part: Part): string {
  if (typeof part === "string" || typeof part === "number")
    return String(part).replace(/[&<>"']/g, (char) => escapes[char] ?? char);
  return "markup" in part ? part.markup : part.map(markupOf).join("");
}
