/**
 * The wire contract of `roster` (docs/protocols/roster.md): the schemas that validate what clients say and hold what the server says.
 * Names and constraints are the document's. What is bounded without being in the document (a file's name and type, the length
 * of a client id) is refused all the same, and left out of the published schema.
 */
import { z } from "zod";
import { isLongerThan } from "../../core/text.ts";
import type { Bounds } from "../../ports/bounds.ts";
import type { WireContract, WireMessage } from "../contract.ts";

/** Text of `min` to `max` Unicode code points, which is how JSON Schema counts characters; `z.string().max` counts UTF-16 units. */
function characters(min: number, max: number) {
  return z
    .string()
    .refine((text) => !isLongerThan(text, max) && isLongerThan(text, min - 1))
    .meta({ minLength: min, maxLength: max });
}

/** An integer without the bounds of safe integers in the published schema, where the document has none. */
function integer(minimum?: number) {
  const schema = z.number().refine((value) => Number.isSafeInteger(value) && (minimum === undefined || value >= minimum));
  return schema.meta(minimum === undefined ? { type: "integer" } : { type: "integer", minimum });
}

const filled = (text: string, max: number): boolean => !isLongerThan(text, max) && text.trim() !== "";

/** What clients say; the bounds of a text are configuration. */
export function clientSchemas(bounds: Bounds) {
  return {
    init: z.looseObject({
      type: z.enum(["init"]),
      username: characters(bounds.nameMinChars, bounds.rosterNameMaxChars),
      id: z
        .string()
        .regex(/^[a-zA-Z0-9-]+$/)
        .refine((id) => id.length <= bounds.clientIdChars),
    }),
    text: z.looseObject({
      type: z.enum(["text"]),
      text: characters(1, bounds.rosterTextChars),
    }),
    file: z.looseObject({
      type: z.enum(["file"]),
      file: z.looseObject({
        name: z.string().refine((name) => filled(name, bounds.fileNameChars)),
        type: z.string().refine((type) => filled(type, bounds.fileTypeChars)),
        size: integer(1),
        data: z.string().meta({ format: "byte" }),
      }),
    }),
  };
}
export type ClientSchemas = ReturnType<typeof clientSchemas>;
export type WireFile = z.infer<ClientSchemas["file"]>["file"];

export const serverMessageSchema = z.looseObject({
  type: z.enum(["message"]),
  id: z.string(),
  sender: z.string(),
  content: z.string(),
  /** Unix milliseconds. */
  timestamp: integer(),
});
export const errorMessageSchema = z.looseObject({ type: z.enum(["error"]), code: z.string(), message: z.string() });
const userSchema = z.looseObject({
  id: z.string(),
  username: z.string(),
  online: z.boolean(),
  /** Unix milliseconds. */
  lastActive: integer().optional(),
});
export const userDataMessageSchema = z.looseObject({ type: z.enum(["userData"]), users: z.array(userSchema) });
export const userStatusMessageSchema = z.looseObject({
  type: z.enum(["userStatus"]),
  userId: z.string(),
  username: z.string(),
  online: z.boolean(),
});
export const historyMessageSchema = z.looseObject({ type: z.enum(["history"]), messages: z.array(serverMessageSchema) });

const exampleMessage = {
  type: "message",
  id: "42",
  sender: "alice123",
  content: "Hello everyone!",
  timestamp: 1_767_225_600_000,
};
const exampleFile = {
  ...exampleMessage,
  id: "43",
  content: "document.pdf (24 KB) http://localhost:8080/files/x4Tn9/document.pdf",
  file: { name: "document.pdf", type: "application/pdf", size: 24_576, url: "http://localhost:8080/files/x4Tn9/document.pdf" },
};

const serverMessages: readonly WireMessage[] = [
  {
    name: "serverMessage",
    from: "server",
    summary: "Standard server message",
    schema: serverMessageSchema,
    examples: [exampleMessage, exampleFile],
  },
  {
    name: "errorMessage",
    from: "server",
    summary: "Error notification",
    schema: errorMessageSchema,
    examples: [{ type: "error", code: "NOT_INITIALIZED", message: "Send init first" }],
  },
  {
    name: "userDataMessage",
    from: "server",
    summary: "User list update",
    schema: userDataMessageSchema,
    examples: [
      { type: "userData", users: [{ id: "client-98765", username: "alice123", online: true, lastActive: 1_767_225_600_000 }] },
    ],
  },
  {
    name: "userStatusMessage",
    from: "server",
    summary: "User status change",
    schema: userStatusMessageSchema,
    examples: [{ type: "userStatus", userId: "client-98765", username: "alice123", online: true }],
  },
  {
    name: "historyMessage",
    from: "server",
    summary: "Message history",
    schema: historyMessageSchema,
    examples: [{ type: "history", messages: [exampleMessage] }],
  },
];

export function rosterContract(schemas: ClientSchemas): WireContract {
  return {
    title: "roster",
    description:
      "One room for everybody, with the list of who is in it. A client sends `init`, receives its own `userStatus`, `userData` and " +
      "`history`, and from then on every message and every change of who is online. `init` may carry `token`, an account's; without " +
      "it the client is a guest. A message that announces a file carries `file` with its name, type, size and url.",
    version: "1.0.0",
    messages: [
      {
        name: "initMessage",
        from: "client",
        summary: "Initial authentication message",
        schema: schemas.init,
        examples: [{ type: "init", username: "alice123", id: "client-98765" }],
      },
      {
        name: "textMessage",
        from: "client",
        summary: "Text chat message",
        schema: schemas.text,
        examples: [{ type: "text", text: "Hello everyone!" }],
      },
      {
        name: "fileMessage",
        from: "client",
        summary: "File attachment message",
        schema: schemas.file,
        examples: [{ type: "file", file: { name: "hello.txt", type: "text/plain", size: 5, data: "aGVsbG8=" } }],
      },
      ...serverMessages,
    ],
  };
}
