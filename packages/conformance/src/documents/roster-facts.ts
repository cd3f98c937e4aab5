/** The tables of the `roster` document, field by field. */
import { type FieldFact, field, type MessageFact, message } from "./facts.ts";

const shownMessage = (prefix: string): readonly FieldFact[] => [
  field(`${prefix}id`, "string", "required"),
  field(`${prefix}sender`, "string", "required"),
  field(`${prefix}content`, "string", "required"),
  field(`${prefix}timestamp`, "integer", "required"),
];

export const rosterFacts: readonly MessageFact[] = [
  message(
    "initMessage",
    "client",
    'allowed ("init")',
    field("username", "string", "required", "[ 3 .. 20 ] characters"),
    field("id", "string", "required", "pattern (^[a-zA-Z0-9-]+$)"),
  ),
  message("textMessage", "client", 'allowed ("text")', field("text", "string", "required", "[ 1 .. 1000 ] characters")),
  message(
    "fileMessage",
    "client",
    'allowed ("file")',
    field("file", "object", "required, open"),
    field("file.name", "string", "required"),
    field("file.type", "string", "required"),
    field("file.size", "integer", "required", ">= 1"),
    field("file.data", "string", "required", "format (byte)"),
  ),
  message("serverMessage", "server", 'allowed ("message")', ...shownMessage("")),
  message(
    "errorMessage",
    "server",
    'allowed ("error")',
    field("code", "string", "required"),
    field("message", "string", "required"),
  ),
  message(
    "userDataMessage",
    "server",
    'allowed ("userData")',
    field("users", "array<object>", "required"),
    field("users.id", "string", "required"),
    field("users.username", "string", "required"),
    field("users.online", "boolean", "required"),
    field("users.lastActive", "integer", "optional"),
  ),
  message(
    "userStatusMessage",
    "server",
    'allowed ("userStatus")',
    field("userId", "string", "required"),
    field("username", "string", "required"),
    field("online", "boolean", "required"),
  ),
  message(
    "historyMessage",
    "server",
    'allowed ("history")',
    field("messages", "array<object>", "required"),
    field("messages.type", "string", "required", 'allowed ("message")'),
    ...shownMessage("messages."),
  ),
];
