/** Request bodies are JSON: UTF-8 (RFC 8259, 8.1), nested no deeper than `bounds.jsonDepth`. */
import type { FastifyInstance } from "fastify";
import { refuse } from "./refusal.ts";

/** For the house's own routes: anything but `application/json` is 415, what is not JSON is 400, an empty body is no body. */
export function acceptJson(app: FastifyInstance, maxDepth: number): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, async (_request: unknown, bytes: Buffer) => {
    if (bytes.length === 0) return undefined;
    const parsed = parseJson(bytes, maxDepth);
    if (parsed === null) throw refuse("bad_request", ": the body is not JSON");
    return parsed.value;
  });
}

/**
 * For the dialects' routes, whose existing clients do not all name a media type: every body is read as JSON.
 * What is not JSON is no body; the route's schema, or the route, answers that in its protocol's own form.
 */
export function acceptAnything(app: FastifyInstance, maxDepth: number): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, async (_request: unknown, bytes: Buffer) => {
    return parseJson(bytes, maxDepth)?.value;
  });
}

function parseJson(bytes: Buffer, maxDepth: number): { readonly value: unknown } | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return depthOf(text) > maxDepth ? null : { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

/** How deep arrays and objects nest in a JSON text; brackets inside strings do not count. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (inString) {
      if (char === "\\") i++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === "{" || char === "[") deepest = Math.max(deepest, ++depth);
    else if (char === "}" || char === "]") depth--;
  }
  return deepest;
}
