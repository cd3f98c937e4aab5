export { type Attempt, attempt } from "./client/attempt.ts";
export { type Client, createClient, createPlainClient, type PlainClient } from "./client/create-client.ts";
export type { ClientClock, ClientOptions, CloseInfo, ConnectionState, Headers, WebSocketClass } from "./client/options.ts";
export type { Call, CallOptions, Stream, StreamOptions } from "./contract/infer.ts";
export { ZoError } from "./wire/error.ts";
