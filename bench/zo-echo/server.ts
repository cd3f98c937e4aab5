/** One contender's echo server, on a port of its own on loopback. Usage: node bench/zo-echo/server.ts CONTENDER */
import { createServer } from "node:http";
import { create } from "@parlance/zo";
import { serve } from "@parlance/zo/node";
import { Server as SocketIoServer } from "socket.io";
import { WebSocketServer } from "ws";
import { z } from "zod";
import { type ContenderName, contenderNames } from "./contenders.ts";
import { cpuUs } from "./protocol.ts";

const http = createServer();

function serveWs(): void {
  const server = new WebSocketServer({ server: http, perMessageDeflate: false });
  server.on("connection", (socket) => {
    socket.on("message", (data) => {
      const { type, payload }: { type: string; payload: unknown } = JSON.parse(data.toString());
      socket.send(JSON.stringify({ type, payload }));
    });
  });
}

function serveZo(validateOutgoing: boolean): void {
  const zo = create();
  const payload = z.object({ text: z.string() });
  const router = zo.router(
    {
      echo: zo.message.incoming({ payload }),
      echoed: zo.message.outgoing({ payload }),
      ask: zo.procedure({ input: payload, output: payload }),
    },
    {
      echo: ({ payload, ctx }) => ctx.send.echoed(payload).to([ctx.clientId]),
      ask: ({ input }) => input,
    },
  );
  // The rate is what is measured, so it is counted as ever but its bound is out of reach.
  http.on("upgrade", serve(router, { validateOutgoing, bounds: { framesPerSecond: 1_000_000 } }).upgrade);
}

/** As its documentation's page on performance says, without the native add-ons, which the others do without, too. */
function serveSocketIo(): void {
  const io = new SocketIoServer(http, {
    transports: ["websocket"],
    perMessageDeflate: false,
    httpCompression: false,
    serveClient: false,
  });
  io.on("connection", (socket) => {
    socket.on("echo", (payload: unknown) => socket.emit("echoed", payload));
    socket.on("ask", (payload: unknown, acknowledge: (payload: unknown) => void) => acknowledge(payload));
  });
}

const start: Readonly<Record<ContenderName, () => void>> = {
  ws: serveWs,
  zo: () => serveZo(true),
  "zo-unchecked": () => serveZo(false),
  "zo-calls": () => serveZo(true),
  "socket.io": serveSocketIo,
  "socket.io-acks": serveSocketIo,
};

start[z.enum(contenderNames).parse(process.argv[2])]();
process.on("message", () => process.send?.({ cpuUs: cpuUs() }));
process.on("disconnect", () => process.exit());
http.listen(0, "127.0.0.1", () => {
  const address = http.address();
  if (address !== null && typeof address === "object") process.send?.({ port: address.port });
});
