/**
 * The least that shows what somebody else typed: a text field, a list, and a WebSocket that hands each line to all. Nothing is kept, nobody is anybody.
 * As the floor it uses the browser's WebSocket and `ws`; as the peer Socket.IO at both ends, like the chat of its own tutorial.
 */

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Server as SocketServer } from "socket.io";
import { WebSocketServer } from "ws";

export interface Page extends AsyncDisposable {
  readonly url: string;
}

const htmlWith = (script: string): string => `<!doctype html><meta charset="utf-8"><title>floor</title>
<ul id="list" aria-label="messages"></ul><form id="form"><textarea id="words" aria-label="Message"></textarea></form>
${script}<script>
const show = (text) => { const row = document.createElement("li"); row.textContent = text; list.append(row); row.scrollIntoView(); };
words.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  say(words.value);
  words.value = "";
});
connect(show);
</script>`;

const bare = htmlWith(`<script>
let socket;
const connect = (show) => { socket = new WebSocket(location.href.replace("http", "ws")); socket.onmessage = ({ data }) => show(data); };
const say = (text) => socket.send(text);
</script>`);

const withSocketIo = htmlWith(`<script src="/socket.io/socket.io.min.js"></script><script>
let socket;
const connect = (show) => { socket = io({ transports: ["websocket"] }); socket.on("line", show); };
const say = (text) => socket.emit("line", text);
</script>`);

async function listening(server: Server): Promise<Page> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export async function floorPage(): Promise<Page> {
  const server = createServer((_request, response) => response.setHeader("content-type", "text/html").end(bare));
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket) =>
    socket.on("message", (data) => {
      const text = String(data);
      for (const other of sockets.clients) other.send(text);
    }),
  );
  const page = await listening(server);
  return {
    url: page.url,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets.clients) socket.terminate();
      await page[Symbol.asyncDispose]();
    },
  };
}

export async function socketIoPage(): Promise<Page> {
  const server = createServer((_request, response) => response.setHeader("content-type", "text/html").end(withSocketIo));
  const sockets = new SocketServer(server, { transports: ["websocket"] });
  sockets.on("connection", (socket) => socket.on("line", (text: string) => sockets.emit("line", text)));
  const page = await listening(server);
  return {
    url: page.url,
    [Symbol.asyncDispose]: async () => {
      // Closes the HTTP server, too.
      await sockets.close();
    },
  };
}
