/** Bun's own publish and subscribe, a topic for each room, as its documentation has it. Runs on Bun; prints its port, ends with its stdin. */

interface Socket {
  readonly data: string;
  subscribe(topic: string): void;
}
interface Server {
  readonly port: number;
  upgrade(request: Request, options: { readonly data: string }): boolean;
  publish(topic: string, message: string | Uint8Array): number;
}
interface BunGlobal {
  serve(options: {
    readonly port: number;
    readonly hostname: string;
    fetch(request: Request, server: Server): Response | undefined;
    readonly websocket: {
      readonly perMessageDeflate: boolean;
      open(socket: Socket): void;
      message(socket: Socket, message: string | Uint8Array): void;
    };
  }): Server;
}

const { Bun } = globalThis as { readonly Bun?: BunGlobal };
if (Bun === undefined) throw new Error("this file is for Bun");

const server = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  fetch: (request, self) => {
    const data = String(Number(new URL(request.url).pathname.slice(1)));
    return self.upgrade(request, { data }) ? undefined : new Response(null, { status: 400 });
  },
  websocket: {
    perMessageDeflate: false,
    open: (socket) => socket.subscribe(socket.data),
    message: (socket, message) => {
      const isAddressed = typeof message === "string" && message.startsWith(">");
      server.publish(isAddressed ? String(Number(message.slice(1, 9))) : socket.data, message);
    },
  },
});
process.stdout.write(`${server.port}\n`);
process.stdin.on("end", () => process.exit()).resume();
