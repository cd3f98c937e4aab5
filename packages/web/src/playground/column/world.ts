/** What a column takes from outside: sockets, requests, time. Tests bring their own. */
import type { Keep } from "../guests.ts";

/** As much of a `WebSocket` as is used. */
export type Socket = Pick<WebSocket, "readyState" | "send" | "close" | "onopen" | "onmessage" | "onclose">;

export interface World {
  readonly keep: Keep;
  open(url: string, subprotocols: readonly string[]): Socket;
  /** POST of JSON; rejects when there is no answer. */
  post(path: string, body: string, token: string | undefined): Promise<{ readonly status: number; readonly text: string }>;
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once, later; answers what prevents it. */
  after(ms: number, action: () => void): () => void;
  /** From 0 to 1. */
  random(): number;
}

export function browserWorld(keep: Keep): World {
  return {
    keep,
    open: (url, subprotocols) => new WebSocket(url, [...subprotocols]),
    post: async (path, body, token) => {
      const headers = { "content-type": "application/json", ...(token !== undefined && { authorization: `Bearer ${token}` }) };
      const response = await fetch(path, { method: "POST", headers, body });
      return { status: response.status, text: await response.text() };
    },
    now: () => performance.timeOrigin + performance.now(),
    after: (ms, action) => {
      const timer = setTimeout(action, ms);
      return () => clearTimeout(timer);
    },
    random: Math.random,
  };
}
