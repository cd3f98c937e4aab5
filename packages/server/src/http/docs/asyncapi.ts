/**
 * An AsyncAPI 3.0 document out of a dialect's wire contract and the places where it is served.
 * Told from the server's side, as AsyncAPI 3 wants it: what clients send is what it receives.
 */
import type { WireContract, WireMessage } from "../../dialects/contract.ts";
import { type JsonSchema, jsonSchemaOf } from "./json-schema.ts";

interface Reference {
  readonly $ref: string;
}
export interface AsyncApiDocument {
  readonly asyncapi: "3.0.0";
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly defaultContentType: "application/json";
  readonly servers: Readonly<Record<string, { readonly host: string; readonly protocol: string }>>;
  readonly channels: Readonly<Record<string, AsyncApiChannel>>;
  readonly operations: Readonly<Record<string, AsyncApiOperation>>;
  readonly components: { readonly messages: Readonly<Record<string, AsyncApiMessage>> };
}
export interface AsyncApiChannel {
  readonly address: string;
  readonly servers: readonly Reference[];
  readonly messages: Readonly<Record<string, Reference>>;
}
export interface AsyncApiOperation {
  readonly action: "receive" | "send";
  readonly summary: string;
  readonly channel: Reference;
  readonly messages: readonly Reference[];
}
export interface AsyncApiMessage {
  readonly name: string;
  readonly summary: string;
  readonly payload: JsonSchema;
  readonly examples: readonly { readonly payload: unknown }[];
}

/** `urls`: `ws:` or `wss:` addresses of the dialect's mounts. */
export function asyncApiOf(contract: WireContract, urls: readonly string[]): AsyncApiDocument {
  const places = urls.map((url) => new URL(url));
  const messages = keyed(contract.messages);
  const servers = [...new Map(places.map((place) => [place.origin, place])).values()];
  const serverKey = (place: URL): string => `server${servers.findIndex((server) => server.origin === place.origin) + 1}`;
  const addresses = [...new Set(places.map((place) => place.pathname))];
  const channels = addresses.map((address) => {
    const hosts = places
      .filter((place) => place.pathname === address)
      .map((place) => ({ $ref: `#/servers/${serverKey(place)}` }));
    return [channelKey(address), { address, servers: hosts, messages: referTo(messages, "#/components/messages") }] as const;
  });
  return {
    asyncapi: "3.0.0",
    info: { title: contract.title, version: contract.version, description: contract.description },
    defaultContentType: "application/json",
    servers: Object.fromEntries(servers.map((it) => [serverKey(it), { host: it.host, protocol: it.protocol.slice(0, -1) }])),
    channels: Object.fromEntries(channels),
    operations: Object.fromEntries(channels.flatMap(([key]) => operationsOf(key, messages))),
    components: { messages: Object.fromEntries([...messages].map(([key, message]) => [key, messageOf(message)])) },
  };
}

type Keyed = ReadonlyMap<string, WireMessage>;

/** By name; where both sides send a message of one name, the side is added. */
function keyed(messages: readonly WireMessage[]): Keyed {
  const uses = new Map<string, number>();
  for (const { name } of messages) uses.set(name, (uses.get(name) ?? 0) + 1);
  return new Map(
    messages.map((message) => [uses.get(message.name) === 1 ? message.name : `${message.name}.${message.from}`, message]),
  );
}

function channelKey(address: string): string {
  return address.replace(/^\//, "").replace(/[^\w-]+/g, "-") || "root";
}

function referTo(messages: Keyed, base: string): Readonly<Record<string, Reference>> {
  return Object.fromEntries([...messages.keys()].map((key) => [key, { $ref: `${base}/${key}` }]));
}

function operationsOf(channel: string, messages: Keyed): readonly (readonly [string, AsyncApiOperation])[] {
  const operation = (action: AsyncApiOperation["action"], from: WireMessage["from"], summary: string) => {
    const keys = [...messages].filter(([, message]) => message.from === from).map(([key]) => key);
    const refs = keys.map((key) => ({ $ref: `#/channels/${channel}/messages/${key}` }));
    return [`${channel}.${action}`, { action, summary, channel: { $ref: `#/channels/${channel}` }, messages: refs }] as const;
  };
  return [
    operation("receive", "client", "What the server takes from a client"),
    operation("send", "server", "What the server sends to a client"),
  ];
}

function messageOf({ name, summary, schema, examples }: WireMessage): AsyncApiMessage {
  return { name, summary, payload: jsonSchemaOf(schema, "draft-7"), examples: examples.map((payload) => ({ payload })) };
}
