/** The way to the server: who one says one is, and what becomes of the connection. */
import { type Client, createClient } from "@parlance/zo/client";
import { chatErrorOf } from "./base/errors.ts";
import { randomKey } from "./base/key.ts";
import { Source } from "./base/observable.ts";
import type { NativeRoutes } from "./contract.ts";
import type { ChatOptions, Connection } from "./options.ts";

export interface Way {
  readonly client: Client<NativeRoutes>;
  readonly connection: Source<Connection>;
  /** The credentials of this moment, as a server's headers. */
  readonly headers: () => Promise<Record<string, string>>;
  /** Everything is as the server has it. */
  online(): void;
}

interface Listening {
  readonly opened: () => void;
  readonly lost: () => void;
  readonly closed: (why: string) => void;
}

export function connect(options: ChatOptions, { opened, lost, closed }: Listening): Way {
  const secret = randomKey();
  let state: Connection = { state: "connecting" };
  const connection = new Source(() => state);
  const become = (next: Connection): void => {
    state = next;
    connection.touch();
  };
  const headers = async (): Promise<Record<string, string>> => {
    const { credentials } = options;
    const given = typeof credentials === "function" ? await credentials() : credentials;
    if (given === undefined) {
      client.close(1_000, "signed_out");
      throw new Error("signed out");
    }
    // Without a secret of their own a guest would be another one at each connection.
    return "token" in given ? { token: given.token } : { name: given.guest, id: given.secret ?? secret };
  };
  const { WebSocket, clock, onError } = options;
  const client = createClient<NativeRoutes>(options.url, {
    headers,
    ...(WebSocket && { WebSocket }),
    ...(clock && { clock }),
    onError: (error) => onError?.(chatErrorOf(error)),
  });
  client.onConnectionState((now) => {
    if (now !== "open") lost();
    if (now === "connecting") become({ state: "connecting" });
  });
  client.onOpen(() => {
    become({ state: "catching_up" });
    opened();
  });
  client.onClose(({ code, reason, retryInMs }) => {
    if (client.connectionState === "waiting") {
      const nextTryAt = retryInMs === undefined ? {} : { nextTryAt: Date.now() + retryInMs };
      become({ state: "offline", why: reason, code, ...nextTryAt });
    } else if (client.connectionState === "closed") {
      become({ state: "closed", why: reason || "closed", code });
      closed(reason || "closed");
    }
  });
  return { client, connection, headers, online: () => become({ state: "online" }) };
}

/** The server's name in the keys of what is stored: its address without a query, which may hold a token. */
export function placeOf(url: string): string {
  const { location } = globalThis as { readonly location?: { readonly href: string } };
  const { host, pathname } = new URL(url, location?.href);
  return host + pathname;
}
