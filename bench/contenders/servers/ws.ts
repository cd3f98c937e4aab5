/** A plain `ws` server as its README writes one: each message is sent to each client of the room. Prints its port, ends with its stdin. */
import { type WebSocket, WebSocketServer } from "ws";

const rooms = new Map<number, Set<WebSocket>>();
const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false });

server.on("connection", (socket, request) => {
  const own = Number(request.url?.slice(1));
  const members = rooms.get(own) ?? new Set();
  rooms.set(own, members.add(socket));
  socket.on("close", () => members.delete(socket));
  socket.on("message", (data: Buffer, isBinary) => {
    const room = data[0] === 0x3e ? Number(data.toString("latin1", 1, 9)) : own;
    for (const member of rooms.get(room) ?? []) if (member.readyState === member.OPEN) member.send(data, { binary: isBinary });
  });
});
server.on("listening", () => {
  const address = server.address();
  process.stdout.write(`${typeof address === "object" ? address?.port : 0}\n`);
});
process.stdin.on("end", () => process.exit()).resume();
