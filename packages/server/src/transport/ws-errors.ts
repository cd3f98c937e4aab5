/** What `ws` closes with when a client breaks the protocol (ws 8.23, doc/ws.md "Error codes"). It does not tell the code itself. */
const closeCodes = new Map([
  ["WS_ERR_INVALID_UTF8", 1007],
  ["WS_ERR_TOO_MANY_BUFFERED_PARTS", 1008],
  ["WS_ERR_UNSUPPORTED_MESSAGE_LENGTH", 1009],
  ["WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH", 1009],
]);

const protocolError = 1002;
const abnormal = 1006;

/** The `code` of an error, for logs; `UNKNOWN` when it has none. */
export function errorName(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "UNKNOWN";
}

/** The close code that goes with an error of a WebSocket: that of a broken protocol, or 1006 for a broken socket. */
export function closeCodeOf(error: unknown): number {
  const name = errorName(error);
  return closeCodes.get(name) ?? (name.startsWith("WS_ERR_") ? protocolError : abnormal);
}

/** Codes from 3000 on mean what the client likes; as a label of a metric they count as one. */
export function reportedCode(clientCode: number): number {
  return clientCode < 3_000 ? clientCode : 3_000;
}
