/**
 * Socket.IO as its page on performance tunes it, without native add-ons, which the others do without, too. A room is one of its rooms.
 * Prints its port, ends with its stdin.
 */
import { createServer } from "node:http";
import { Server } from "socket.io";

const http = createServer();
const io = new Server(http, { transports: ["websocket"], perMessageDeflate: false, httpCompression: false, serveClient: false });

io.on("connection", async (socket) => {
  const own = String(socket.handshake.query["room"]);
  await socket.join(own);
  socket.on("m", (text: string) => io.to(own).emit("m", text));
  socket.on("to", (room: string, text: string) => io.to(room).emit("m", text));
});
http.listen(0, "127.0.0.1", () => {
  const address = http.address();
  process.stdout.write(`${typeof address === "object" ? address?.port : 0}\n`);
});
process.stdin.on("end", () => process.exit()).resume();
