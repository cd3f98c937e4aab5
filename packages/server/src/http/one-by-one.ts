import type { FastifyInstance } from "fastify";
import { refuse } from "./refusal.ts";

interface Line {
  /** Requests not answered yet. */
  waiting: number;
  /** When the latest of them is answered. */
  answered: Promise<void>;
}

/**
 * Handles the requests of one connection one after another, although HTTP/1.1 lets a client send the next before it was answered
 * (RFC 9112, 9.3.2): Node reads on and starts all of them, and of those whose answer waits for the one before it nobody knows when their
 * client goes. A connection with more than `max` requests that wait is cut.
 */
export function handleOneByOne(app: FastifyInstance, max: number): void {
  const lines = new WeakMap<object, Line>();
  app.addHook("onRequest", async ({ socket }, reply) => {
    const line = lines.get(socket) ?? { waiting: 0, answered: Promise.resolve() };
    const before = line.waiting === 0 ? null : line.answered;
    lines.set(socket, line);
    line.waiting += 1;
    line.answered = new Promise((resolve) => {
      reply.raw.once("close", () => {
        line.waiting -= 1;
        resolve();
      });
    });
    if (line.waiting > max) socket.destroy();
    if (before !== null) await before;
    if (socket.destroyed) throw refuse("bad_request");
  });
}
