/** The messages of a protocol out of its AsyncAPI 3.0 document, which is told from the server's side: what it receives, clients send. */
import { fits, isList, isRecord, type JsonSchema } from "./json-schema.ts";

export interface Message {
  /** Its name in the document; of calls' answers it is longer than the type that is sent. */
  readonly name: string;
  readonly summary: string;
  readonly schema: JsonSchema;
  readonly examples: readonly unknown[];
}

export interface Contract {
  /** By clients. */
  readonly sent: readonly Message[];
  /** By clients, from the server. */
  readonly received: readonly Message[];
}

export const noContract: Contract = { sent: [], received: [] };

export function contractOf(document: unknown): Contract {
  const messages = recordIn(recordIn(document, "components"), "messages");
  const operations = Object.values(recordIn(document, "operations"));
  const of = (action: string): readonly Message[] => {
    const keys = operations.filter((operation) => recordOf(operation)["action"] === action).flatMap(keysOf);
    return [...new Set(keys)].flatMap((key) => (messages[key] === undefined ? [] : [messageOf(key, messages[key])]));
  };
  return { sent: of("receive"), received: of("send") };
}

/** The message that a frame is; `name` is preferred, where it is known what the frame answers. */
export function messageFor(messages: readonly Message[], frame: unknown, name?: string): Message | undefined {
  if (frame === undefined) return undefined;
  const named = messages.find((message) => message.name === name && fits(message.schema, frame));
  return named ?? messages.find((message) => fits(message.schema, frame)) ?? messages.find((message) => hasType(message, frame));
}

/** A frame that is not quite as it should be is explained as what it says it is. */
function hasType({ schema }: Message, frame: unknown): boolean {
  const type = schema.properties?.["type"];
  return isRecord(frame) && type !== undefined && frame["type"] !== undefined && fits(type, frame["type"]);
}

function keysOf(operation: unknown): readonly string[] {
  const messages = recordOf(operation)["messages"];
  if (!isList(messages)) return [];
  // "#/channels/CHANNEL/messages/KEY"
  return messages.map((reference) => String(recordOf(reference)["$ref"]).split("/messages/").at(-1) ?? "");
}

function messageOf(key: string, raw: unknown): Message {
  const { summary, payload, examples } = recordOf(raw);
  const given = isList(examples) ? examples.map((example) => recordOf(example)["payload"]) : [];
  return { name: key, summary: typeof summary === "string" ? summary : "", schema: recordOf(payload), examples: given };
}

const recordOf = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : {});
const recordIn = (value: unknown, key: string): Readonly<Record<string, unknown>> => recordOf(recordOf(value)[key]);
