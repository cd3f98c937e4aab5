/**
 * A plain `ws` server that sends each newcomer its history, message by message, as one would write it.
 * Usage: node ws-replay.ts MESSAGES BYTES. Prints its port, ends with its stdin.
 */
import { WebSocketServer } from "ws";

const [count, bytes] = process.argv.slice(2).map(Number);
const history = Array.from({ length: count ?? 0 }, (_, n) => String(n).padEnd(bytes ?? 0, "x"));
const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false });

server.on("connection", (socket) => {
  for (const message of history) socket.send(message);
});
server.on("listening", () => {
  const address = server.address();
  process.stdout.write(`${typeof address === "object" ? address?.port : 0}\n`);
});
process.stdin.on("end", () => process.exit()).resume();
