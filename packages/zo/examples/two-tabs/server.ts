/** The page, its style, its script, and the chat, on one port of 127.0.0.1. */
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { build } from "esbuild";
import { createChat } from "./chat.ts";

const headers = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-cache",
};

interface Asset {
  readonly type: string;
  readonly body: string | Uint8Array;
}

async function bundle(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, "client.ts")],
    bundle: true,
    format: "esm",
    target: "es2022",
    platform: "browser",
    write: false,
  });
  const [script] = outputFiles;
  if (script === undefined) throw new Error("the bundler made no script");
  return script.contents;
}

async function loadAssets(): Promise<ReadonlyMap<string, Asset>> {
  const read = (name: string): string => readFileSync(join(import.meta.dirname, name), "utf8");
  return new Map<string, Asset>([
    ["/", { type: "text/html; charset=utf-8", body: read("page.html") }],
    ["/page.css", { type: "text/css; charset=utf-8", body: read("page.css") }],
    ["/client.js", { type: "text/javascript; charset=utf-8", body: await bundle() }],
  ]);
}

function answer(assets: ReadonlyMap<string, Asset>, request: IncomingMessage, response: ServerResponse): void {
  const asset = assets.get((request.url ?? "/").split("?", 1)[0] ?? "/");
  const isRead = request.method === "GET" || request.method === "HEAD";
  if (asset !== undefined && isRead) response.writeHead(200, { ...headers, "content-type": asset.type }).end(asset.body);
  else response.writeHead(asset === undefined ? 404 : 405, headers).end();
}

/** Browsers let any page connect to any WebSocket and say whose page it is: only this server's own may. Others than browsers say nothing. */
function isForeign({ headers: { origin, host } }: IncomingMessage): boolean {
  return origin !== undefined && origin !== `http://${host}`;
}

/** Serves it on a port of 127.0.0.1, any free one for 0. */
export async function start(port: number): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const assets = await loadAssets();
  const chat = createChat();
  const http = createServer((request, response) => answer(assets, request, response));
  http.on("upgrade", (request, socket, head) => {
    if (isForeign(request)) socket.end("HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n");
    else chat.upgrade(request, socket, head);
  });
  await new Promise<void>((resolve, reject) => http.once("error", reject).listen(port, "127.0.0.1", resolve));
  const { port: taken } = http.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    await chat.close();
    http.closeAllConnections();
    await new Promise<void>((resolve) => http.close(() => resolve()));
  };
  return { url: `http://127.0.0.1:${taken}`, stop };
}
