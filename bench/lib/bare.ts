/**
 * The floor for fan-out in this runtime: a process that gives every socket the same bytes, and does nothing else. No protocol, no disk.
 * Prints its URL. Usage: node bench/lib/bare.ts CLIENT_FRAME_BYTES SERVER_FRAME_BYTES
 */
import net from "node:net";

const [clientFrameBytes = 1, serverFrameBytes = 1] = process.argv.slice(2).map(Number);
const frame = Buffer.alloc(serverFrameBytes, "x");
const head = Buffer.from(serverFrameBytes < 130 ? [0x81, serverFrameBytes - 2] : [0x81, 126, 0, 0]);
if (serverFrameBytes >= 130) head.writeUInt16BE(serverFrameBytes - 4, 2);
head.copy(frame);

const all = new Set<net.Socket>();
const server = net.createServer({ noDelay: true }, (socket) => {
  socket.on("error", () => all.delete(socket));
  socket.once("data", () => {
    socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
    all.add(socket);
    socket.on("data", (chunk) => {
      const frames = Math.round(chunk.length / clientFrameBytes);
      const bytes = frames === 1 ? frame : Buffer.concat(Array.from({ length: frames }, () => frame));
      for (const one of all) one.write(bytes);
    });
  });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.stdout.write(`http://127.0.0.1:${typeof address === "object" ? address?.port : 0}\ndata nowhere\n`);
});
process.once("SIGTERM", () => process.exit(0));
