/** The tables of the `reactions` document, field by field. */
import { type FieldFact, field, type MessageFact, message } from "./facts.ts";

const uuid = "format (uuid)";

const shownMessage = (path: string): readonly FieldFact[] => [
  field(path, "object", "required, open"),
  field(`${path}.id`, "string", "required", uuid),
  field(`${path}.text`, "string", "required"),
  field(`${path}.author_id`, "string", "required"),
  field(`${path}.author_name`, "string", "required"),
  field(`${path}.created_at`, "integer", "required", "format (int64)"),
  field(`${path}.reactions`, "object", "required"),
  field(`${path}.reactions (additional properties)`, "array<string>", "optional"),
  field(`${path}.reactions (single item)`, "string", "optional"),
];

const errorExamples = [
  "Rate limit exceeded. Maximum 60 messages per minute.",
  "Invalid message format",
  "message text cannot be empty",
  "message too long (max 500 characters)",
];

export const reactionsFacts: readonly MessageFact[] = [
  message(
    "sendMessage",
    "client",
    'const ("send_message")',
    field("data", "object", "required, open"),
    field("data.text", "string", "required", "<= 500 characters"),
    field("data.author_name", "string", "optional", 'default ("Anonymous")'),
  ),
  message(
    "addReaction",
    "client",
    'const ("add_reaction")',
    field("data", "object", "required, open"),
    field("data.message_id", "string", "required", uuid),
    field("data.emoji", "string", "required"),
  ),
  message("receiveMessage", "server", 'const ("message")', ...shownMessage("data")),
  message(
    "receiveReactionUpdate",
    "server",
    'const ("reaction_updated")',
    field("data", "object", "required, open"),
    field("data.message_id", "string", "required", uuid),
    field("data.emoji", "string", "required"),
    field("data.user_id", "string", "required"),
    field("data.action", "string", "required", 'allowed ("added", "removed")'),
    ...shownMessage("data.message"),
  ),
  message(
    "receiveError",
    "server",
    'const ("error")',
    field("data", "object", "required, open"),
    field("data.error", "string", "required", `examples (${errorExamples.map((text) => JSON.stringify(text)).join(", ")})`),
  ),
];
