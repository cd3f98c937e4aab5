/** The listener that serves sockets only: any other request is told so. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Bounds } from "../ports/bounds.ts";
import { asksForWebSocket } from "../transport/upgrade.ts";

/** Bounded as the main listener is; `httpStallMs` has nothing to bound, as every answer is short and the last of its connection. */
export function createUpgradeOnly(bounds: Bounds): Server {
  const options = {
    shouldUpgradeCallback: asksForWebSocket,
    maxHeaderSize: bounds.httpHeaderBytes,
    headersTimeout: bounds.httpRequestMs,
    requestTimeout: bounds.httpRequestMs,
    connectionsCheckingInterval: Math.ceil(bounds.httpRequestMs / 10),
  };
  return createServer(options, refuse);
}

function refuse(_request: IncomingMessage, response: ServerResponse): void {
  const body = JSON.stringify({ error: "This port speaks WebSocket only", error_code: "UPGRADE_REQUIRED" });
  response.writeHead(426, { "content-type": "application/json", connection: "Upgrade, close", upgrade: "websocket" }).end(body);
}
