/** The HTTP requests of a server, so that a stop waits for those under way and for nothing else. */
import type { Server } from "node:http";
import type { Clock } from "../ports/clock.ts";

export interface Requests {
  /**
   * For a server that was just told to close: cuts its connections whenever no request is under way, and after `graceMs` in any case.
   * Node itself would wait for a head that never ends, a body that never comes and a client that does not read its answer.
   */
  finish(clock: Clock, graceMs: number): void;
}

/** Call before the server listens. */
export function watchRequests(server: Server): Requests {
  let underWay = 0;
  let isStopping = false;
  const cutIfDone = (): void => {
    if (isStopping && underWay === 0) server.closeAllConnections();
  };
  server.on("request", (_request, response) => {
    underWay += 1;
    response.once("close", () => {
      underWay -= 1;
      cutIfDone();
    });
  });
  return {
    finish(clock, graceMs) {
      isStopping = true;
      cutIfDone();
      clock.after(graceMs, () => server.closeAllConnections());
    },
  };
}
