import { type Router, routeTable } from "../contract/router.ts";
import type { AnyRoute, Routes } from "../contract/routes.ts";
import type { StandardSchema } from "../contract/schema.ts";
import { frameTypes } from "../wire/frame.ts";
import { type JsonSchema, jsonSchemaOf } from "./json-schema.ts";

export interface AsyncApiInfo {
  readonly title: string;
  readonly version: string;
  readonly description?: string;
  /** Where it is served, `wss://chat.example/zo`. */
  readonly url?: string;
}

/** A document of AsyncAPI 3.0.0, ready for `JSON.stringify`. */
export interface AsyncApiDocument {
  readonly asyncapi: "3.0.0";
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly defaultContentType: "application/json";
  readonly servers?: object;
  readonly channels: { readonly zo: object };
  readonly operations: Readonly<Record<string, object>>;
  readonly components: { readonly messages: Readonly<Record<string, object>> };
}

interface Operation {
  readonly action: "receive" | "send";
  readonly message: string;
  readonly replies?: readonly string[];
}

const idSchema: JsonSchema = { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER };
const notes: JsonSchema = { type: "array", items: { type: "array" }, description: "Rich values (zo protocol, R1-R6)" };

/** The schema of what a frame carries, as part of the message with this key. */
function payloadSchema(schema: StandardSchema, key: string, side: "input" | "output"): JsonSchema {
  return jsonSchemaOf(schema, { side, at: `#/components/messages/${key}/payload/properties/payload` });
}

function frame(type: string, payload: JsonSchema, more: Readonly<Record<string, JsonSchema>> = {}): object {
  const properties = { type: { const: type }, payload, rich: notes, ...more };
  return {
    name: type,
    payload: { type: "object", required: ["type", ...Object.keys(more).filter((key) => key === "id")], properties },
  };
}

/** A route's name as a key of the document, which knows fewer characters. */
const keyOf = (name: string): string => name.replace(/[^\w.-]/gu, (char) => `_${char.codePointAt(0)?.toString(16)}_`);

interface Described {
  readonly messages: readonly (readonly [key: string, message: object])[];
  readonly operation: Operation;
}

function describe(name: string, route: AnyRoute): Described {
  const key = keyOf(name);
  const sent = (schema: StandardSchema, more?: Readonly<Record<string, JsonSchema>>) =>
    [key, frame(name, payloadSchema(schema, key, "input"), more)] as const;
  switch (route.kind) {
    case "incoming":
      return { messages: [sent(route.payload)], operation: { action: "receive", message: key } };
    case "outgoing":
      return {
        messages: [[key, frame(name, payloadSchema(route.payload, key, "output"))]],
        operation: { action: "send", message: key },
      };
    case "procedure": {
      const resultKey = `${key}.result`;
      const output = payloadSchema(route.output, resultKey, "output");
      const result = [resultKey, frame(frameTypes.result, output, { id: idSchema })] as const;
      const operation: Operation = { action: "receive", message: key, replies: [resultKey, errorKey] };
      return { messages: [sent(route.input, { id: idSchema }), result], operation };
    }
    case "subscription": {
      const token: JsonSchema = { type: "string", description: "Resume token of a tracked event" };
      const eventKey = `${key}.event`;
      const output = payloadSchema(route.event, eventKey, "output");
      const event = [eventKey, frame(frameTypes.event, output, { id: idSchema, token })] as const;
      const end = [`${key}.end`, frame(frameTypes.end, {}, { id: idSchema })] as const;
      const more = { id: idSchema, credit: { type: "integer", minimum: 1 }, after: token };
      const operation: Operation = { action: "receive", message: key, replies: [eventKey, end[0], errorKey] };
      return { messages: [sent(route.input, more), event, end], operation };
    }
  }
}

const errorKey = "zo.error";
const errorMessage = frame(frameTypes.error, {
  type: "object",
  required: ["code", "message"],
  properties: {
    code: { type: "string" },
    message: { type: "string" },
    route: { type: "string" },
    issues: { type: "array", items: { type: "object" } },
    data: {},
    incident: { type: "string" },
  },
});

/** Describes a contract as AsyncAPI 3, from the server's side: it receives what is incoming and sends what is outgoing. */
export function asyncapi(contract: Routes | Router<Routes>, info: AsyncApiInfo, headers?: StandardSchema): AsyncApiDocument {
  const described = [...routeTable(routesOf(contract), undefined).values()].map(({ name, route }) => describe(name, route));
  const messages = Object.fromEntries([...described.flatMap((each) => each.messages), [errorKey, errorMessage]]);
  const reference = (key: string) => ({ $ref: `#/channels/zo/messages/${key}` });
  const channel = { $ref: "#/channels/zo" };
  const operations = described.map(({ operation: { action, message, replies } }) => {
    const reply = replies && { reply: { channel, messages: replies.map(reference) } };
    return [message, { action, channel, messages: [reference(message)], ...reply }] as const;
  });
  const sendsErrors = { action: "send", channel, messages: [reference(errorKey)] };
  const { url, ...about } = info;
  return {
    asyncapi: "3.0.0",
    info: about,
    defaultContentType: "application/json",
    ...(url === undefined ? {} : { servers: { main: serverOf(url) } }),
    channels: { zo: channelOf(messages, { url, headers }) },
    operations: Object.fromEntries([...operations, [errorKey, sendsErrors]]),
    components: { messages },
  };
}

function routesOf(contract: Routes | Router<Routes>): Routes {
  return isRouter(contract) ? contract.routes : contract;
}

function isRouter(contract: Routes | Router<Routes>): contract is Router<Routes> {
  return "table" in contract && contract["table"] instanceof Map;
}

function serverOf(url: string): object {
  const { host, protocol } = new URL(url);
  return { host, protocol: protocol.slice(0, -1) };
}

interface ChannelOptions {
  readonly url: string | undefined;
  readonly headers: StandardSchema | undefined;
}

function channelOf(messages: object, { url, headers }: ChannelOptions): object {
  const query = headers === undefined ? {} : jsonSchemaOf(headers, { side: "input", at: "#/channels/zo/bindings/ws/query" });
  const isObject = query["type"] === "object" && "properties" in query;
  return {
    address: url === undefined ? "/" : new URL(url).pathname,
    messages: Object.fromEntries(Object.keys(messages).map((key) => [key, { $ref: `#/components/messages/${key}` }])),
    ...(isObject ? { bindings: { ws: { query, bindingVersion: "0.1.0" } } } : {}),
  };
}
