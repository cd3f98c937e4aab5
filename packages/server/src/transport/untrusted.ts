import type { Socket } from "node:net";

/**
 * Counts what comes before it is known from whom, byte by byte as it arrives: a large frame is refused before it is read. Past `maxBytes`
 * it calls `exceeded` and throws away unseen whatever else comes, an answer to a close too: `ws` would go on collecting the frame.
 * The answer ends the counting.
 */
export function watchUntrusted(socket: Socket, maxBytes: number, exceeded: () => void): () => void {
  let left = maxBytes;
  const count = (chunk: Buffer): void => {
    left -= chunk.length;
    if (left >= 0) return;
    exceeded();
    throwAway(socket);
  };
  socket.prependListener("data", count);
  return () => socket.off("data", count);
}

/** Nobody sees any more what comes. */
export function throwAway(socket: Socket): void {
  socket.removeAllListeners("data");
  socket.resume();
}
