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

/** Listens; answers the port. Rejects with `StartError`. `setting`: what the port was set by. */
export function listen(server: Server, at: { host: string; port: number; setting: string }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      const code = "code" in error ? String(error.code) : error.message;
      reject(
        new StartError(`cannot listen on ${at.host} port ${at.port} (${at.setting}): ${sentences[code] ?? code}`, {
          cause: error,
        }),
      );
    });
    server.listen({ host: at.host, port: at.port, backlog: 1_024 }, () => {
      server.removeAllListeners("error");
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
