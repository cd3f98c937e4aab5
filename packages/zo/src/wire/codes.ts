/**
 * The one catalogue of errors and close codes (PROTOCOL.md prints it). `fault` says who can mend it, `retry` whether the same
 * may work later, `status` answers an upgrade.
 */
interface ErrorEntry {
  readonly status: number;
  readonly fault: "client" | "server" | "network";
  readonly retry: boolean;
  readonly about: string;
}

const e = (status: number, fault: ErrorEntry["fault"], retry: boolean, about: string): ErrorEntry => ({
  status,
  fault,
  retry,
  about,
});

export const errorTable = {
  bad_frame: e(400, "client", false, "Not a JSON object with a string `type`, nested too deep, or with notes that do not fit"),
  unknown_route: e(404, "client", false, "No incoming message, procedure or subscription has this name"),
  invalid_payload: e(400, "client", false, "The payload fails the route's schema; `issues` say where"),
  bad_request: e(400, "client", false, "For handlers: the request makes no sense"),
  unauthorized: e(401, "client", false, "For handlers and onConnect: say who you are"),
  forbidden: e(403, "client", false, "For handlers and onConnect: you may not"),
  not_found: e(404, "client", false, "For handlers: there is no such thing"),
  conflict: e(409, "client", false, "For handlers: it is no longer as you think"),
  not_implemented: e(501, "server", false, "The route has no handler on this server"),
  unsupported: e(501, "server", false, "The server does not offer this, for instance refreshing headers"),
  too_many_rooms: e(429, "client", false, "The connection is in as many rooms as it may be"),
  rate_limited: e(429, "client", true, "More frames than allowed; this one was not handled"),
  overloaded: e(503, "client", true, "Too much of this connection is waiting; this frame was not handled"),
  invalid_outgoing: e(
    500,
    "server",
    false,
    "In the server only: what a handler sends fails its schema; the client sees `internal`",
  ),
  internal: e(500, "server", true, "The server failed; `incident` names its log line"),
  timeout: e(504, "network", true, "In the client only: no answer in time; it may have been handled"),
  aborted: e(499, "client", false, "In the client only: the caller's signal ended it"),
  disconnected: e(503, "network", true, "In the client only: the connection went before the answer; it may have been handled"),
  closed: e(499, "client", false, "In the client only: the client was closed, or the server sent it away for good"),
  queue_full: e(429, "client", true, "In the client only: the offline queue is full; the message was dropped"),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorTable;

/** Codes of the catalogue that routes may declare as their own, with data; the others mean what the table says and nothing else. */
export const declarableCodes: ReadonlySet<string> = new Set<ErrorCode>([
  "bad_request",
  "unauthorized",
  "forbidden",
  "not_found",
  "conflict",
]);

/** Codes that a server never tells: a handler that has one of them had it from a client of its own, or from its own failed check. */
export const untoldCodes: ReadonlySet<string> = new Set<ErrorCode>([
  "invalid_outgoing",
  "internal",
  "timeout",
  "aborted",
  "disconnected",
  "closed",
  "queue_full",
]);

/** 4000-4499: reconnect. 4500-4999: do not. */
export const closeCodes = {
  /** The server is going down. */
  goingAway: 1001,
  /** A message in more fragments than allowed. */
  tooManyFragments: 1008,
  /** Binary where text is due. */
  unsupportedData: 1003,
  /** A frame over the bound. */
  tooLarge: 1009,
  /** Read too slowly: more was unsent than the bounds allow. */
  slowReader: 4001,
  /** Went on sending after being refused again and again. */
  flooding: 4002,
  /** Silent past the heartbeat. */
  dead: 4003,
  /** The server's code sent it away. */
  disconnected: 4500,
} as const;
