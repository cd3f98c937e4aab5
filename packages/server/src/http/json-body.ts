/** Request bodies are JSON: UTF-8 (RFC 8259, 8.1), within `bounds.jsonDepth` and `bounds.jsonMarks`. */
import type { FastifyInstance } from "fastify";
import { type Json, type JsonBounds, parseJson } from "../core/json.ts";
import { refuse } from "./refusal.ts";

/** For the house's own routes: anything but `application/json` is 415, what is not JSON is 400, an empty body is no body. */
export function acceptJson(app: FastifyInstance, bounds: JsonBounds): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, async (_request: unknown, bytes: Buffer) => {
    if (bytes.length === 0) return undefined;
    const parsed = parseBody(bytes, bounds);
    if (parsed.kind === "not_json") throw refuse("bad_request", ": the body is not JSON");
    return parsed.value;
  });
}

/**
 * For the dialects' routes, whose existing clients do not all name a media type: every body is read as JSON.
 * What is not JSON is no body; the route's schema, or the route, answers that in its protocol's own form.
 */
export function acceptAnything(app: FastifyInstance, bounds: JsonBounds): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, async (_request: unknown, bytes: Buffer) => {
    const parsed = parseBody(bytes, bounds);
    return parsed.kind === "json" ? parsed.value : undefined;
  });
}

function parseBody(bytes: Buffer, bounds: JsonBounds): Json {
  try {
    return parseJson(new TextDecoder("utf-8", { fatal: true }).decode(bytes), bounds);
  } catch {
    return { kind: "not_json" };
  }
}
