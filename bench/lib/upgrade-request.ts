/** The upgrade that the load generator sends, and the only one that the floor understands (native/floor.c). */
export function upgradeRequest(path: string, headers: readonly string[] = []): string {
  const lines = [
    `GET ${path} HTTP/1.1`,
    "Host: bench",
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
    "Sec-WebSocket-Version: 13",
    ...headers,
  ];
  return `${lines.join("\r\n")}\r\n\r\n`;
}
