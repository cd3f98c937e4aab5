/** Listening on a host and port, with errors that an operator understands. */
import type { Server } from "node:http";

/** Why the server cannot start, in a sentence for whoever typed the command. The process exits 1. */
export class StartError extends Error {
  override readonly name = "StartError";
}

const sentences: Readonly<Record<string, string>> = {
  EADDRINUSE: "another program uses it; choose another port, or 0 for a free one",
  EACCES: "not allowed; ports below 1024 need privileges",
  EADDRNOTAVAIL: "this machine has no such address",
  ENOTFOUND: "no such host",
};

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  /** What the port was set by. */
  readonly setting: string;
  /** Told of each connection that could not be accepted later on (no file descriptors left, say); the server goes on. */
  readonly missed: (error: Error) => void;
}

/** Connections that wait to be accepted: all clients of a server come back at once. The kernel takes less where its own limit is lower. */
const backlog = 16_384;

/** Listens; answers the port. Rejects with `StartError`. */
export function listen(server: Server, at: ListenOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const refused = (error: Error): void => {
      const code = "code" in error ? String(error.code) : error.message;
      reject(
        new StartError(`cannot listen on ${at.host} port ${at.port} (${at.setting}): ${sentences[code] ?? code}`, {
          cause: error,
        }),
      );
    };
    server.once("error", refused);
    server.listen({ host: at.host, port: at.port, backlog }, () => {
      server.off("error", refused);
      server.on("error", at.missed);
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : at.port);
    });
  });
}

/** Stops listening; resolves when every connection is gone. Idle ones are closed, others end by themselves. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    if (!server.listening) {
      resolve();
      return;
    }
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
