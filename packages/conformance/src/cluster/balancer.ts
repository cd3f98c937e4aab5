/**
 * A load balancer for tests: each connection goes to the next node, from the address that the client has, so that who a client is by its
 * address stays so. Whatever follows on one connection goes to one node, as with any balancer of TCP.
 */
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

export interface Balancer extends AsyncDisposable {
  readonly port: number;
  /** Connections that each target was given so far, in the order of the targets. */
  readonly given: readonly number[];
  /** From now on, in turns; none: whoever comes is cut. */
  spreadOver(ports: readonly number[]): void;
}

export async function startBalancer(): Promise<Balancer> {
  let targets: readonly number[] = [];
  let given: number[] = [];
  let next = 0;
  const sockets = new Set<Socket>();
  const track = (socket: Socket): void => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  };
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    track(client);
    const turn = next++ % Math.max(1, targets.length);
    const port = targets[turn];
    if (port === undefined) {
      client.on("error", () => undefined);
      client.destroy();
      return;
    }
    given[turn] = (given[turn] ?? 0) + 1;
    const localAddress = client.remoteAddress ?? "127.0.0.1";
    const node = connect({ host: "127.0.0.1", port, localAddress, allowHalfOpen: true, noDelay: true });
    track(node);
    join(client, node);
  });
  const port = await listening(server);
  return {
    port,
    get given() {
      return given;
    },
    spreadOver(ports) {
      targets = ports;
      given = ports.map(() => 0);
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

async function listening(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("a balancer without a port");
  return address.port;
}

/** What one side does happens at the other: an end is passed on after what was sent before it, a cut at once. */
function join(client: Socket, node: Socket): void {
  client.pipe(node);
  node.pipe(client);
  const cut = (other: Socket) => (): void => {
    other.destroy();
  };
  client.on("error", cut(node));
  node.on("error", cut(client));
  client.on("close", cut(node));
  node.on("close", cut(client));
}
