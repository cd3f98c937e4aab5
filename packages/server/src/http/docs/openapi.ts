/** An OpenAPI 3.1 document out of the very route definitions that are mounted. */

import { STATUS_CODES } from "node:http";
import type { z } from "zod";
import type { Route } from "../route.ts";
import { fileOperations } from "./file-operations.ts";
import { type JsonSchema, jsonSchemaOf } from "./json-schema.ts";

interface Media {
  readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>>;
}
export interface OpenApiOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly object[];
  readonly requestBody?: Media & { readonly required: boolean };
  readonly responses: Readonly<Record<string, { readonly description: string } & Partial<Media>>>;
}
export interface OpenApiDocument {
  readonly openapi: "3.1.0";
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components: { readonly securitySchemes: Readonly<Record<string, object>> };
}

/** A set of routes under one heading. */
export interface RouteGroup {
  readonly name: string;
  readonly routes: readonly Route[];
}

export function openApiOf(groups: readonly RouteGroup[], about: { publicUrl: string; version: string }): OpenApiDocument {
  const paths: Record<string, Record<string, OpenApiOperation>> = { ...fileOperations() };
  for (const { name, routes } of groups) {
    for (const route of routes) {
      paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route, name) };
    }
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Parlance over HTTP",
      version: about.version,
      description: "Accounts, files, the HTTP side of the chat protocols, operations.",
    },
    servers: [{ url: about.publicUrl }],
    paths,
    components: { securitySchemes: { bearer: { type: "http", scheme: "bearer" } } },
  };
}

function operationOf(route: Route, tag: string): OpenApiOperation {
  const { method, path, summary, body, answers, authenticated } = route;
  return {
    operationId: `${method.toLowerCase()}${path.replace(/[^a-z0-9]+(.)?/gi, (_, next: string | undefined) => next?.toUpperCase() ?? "")}`,
    summary,
    tags: [tag],
    security: authenticated ? [{ bearer: [] }] : [],
    ...(body === undefined ? {} : { requestBody: { required: !body.safeParse(undefined).success, ...mediaOf(body) } }),
    responses: Object.fromEntries(
      Object.entries(answers).map(([status, schema]) => [status, responseOf(Number(status), schema)]),
    ),
  };
}

function responseOf(status: number, schema: z.ZodType | null): { readonly description: string } & Partial<Media> {
  const description = STATUS_CODES[status] ?? "Answer";
  return schema === null ? { description } : { description, ...mediaOf(schema) };
}

/** A schema of a string stands for plain text, any other for JSON. */
function mediaOf(zodSchema: z.ZodType): Media {
  const schema = jsonSchemaOf(zodSchema, "draft-2020-12");
  return { content: { [schema.type === "string" ? "text/plain" : "application/json"]: { schema } } };
}
