import { fileBody } from "../files/file-body.ts";
import { errorBody } from "../refusal.ts";
import { jsonSchemaOf } from "./json-schema.ts";
import type { OpenApiOperation } from "./openapi.ts";

/** The routes of files, whose bodies are bytes and no JSON. */
export function fileOperations(): Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>> {
  return {
    "/files": { post: upload() },
    "/files/{id}/{name}": { get: reading("getFile", "A file that was sent in a message", "application/octet-stream") },
    "/files/{id}/preview/{name}": { get: reading("getPreview", "A smaller image of a file that is one", "image/webp") },
  };
}

const refusals: Readonly<Record<number, string>> = {
  400: "No name, a type that is not let in, or nothing in it",
  401: "No token, or not a valid one",
  408: "Too little of it came in time",
  413: "Too large",
  429: "Too many, or too many at once",
  503: "It cannot be kept now",
};

function upload(): OpenApiOperation {
  const json = (schema: Parameters<typeof jsonSchemaOf>[0]) => ({
    content: { "application/json": { schema: jsonSchemaOf(schema, "draft-2020-12") } },
  });
  return {
    operationId: "postFiles",
    summary: "Upload a file, to be sent in a message soon. The body is the file itself, its Content-Type the file's",
    tags: ["files"],
    security: [{ bearer: [] }],
    parameters: [{ name: "name", in: "query", required: true, schema: { type: "string" } }],
    requestBody: { required: true, content: { "*/*": { schema: {} } } },
    responses: {
      201: { description: "Kept", ...json(fileBody) },
      ...Object.fromEntries(
        Object.entries(refusals).map(([status, description]) => [status, { description, ...json(errorBody) }]),
      ),
    },
  };
}

function reading(operationId: string, summary: string, type: string): OpenApiOperation {
  return {
    operationId,
    summary,
    tags: ["files"],
    security: [],
    parameters: ["id", "name"].map((name) => ({ name, in: "path", required: true, schema: { type: "string" } })),
    responses: {
      200: { description: "The bytes as they were kept", content: { [type]: { schema: {} } } },
      304: { description: "Unchanged, by If-None-Match" },
      404: { description: "No such file" },
    },
  };
}
