/** The way to the server: who one says one is, and what becomes of the connection. */
import { createPlainClient } from "@parlance/zo/client";
import { chatErrorOf } from "./base/errors.ts";
import { given } from "./base/given.ts";
import { randomKey } from "./base/key.ts";
import type { NativeRoutes } from "./contract.ts";
import type { ChatOptions, Connection } from "./options.ts";
import type { NativeClient } from "./sync/line.ts";

/** Who hears of the connection. */
export interface Connecting {
  opened(): void;
  /** There is none, or no longer. */
  lost(): void;
  is(connection: Connection): void;
}

type Headers = Record<string, string>;

export interface Way {
  readonly client: NativeClient;
  /** The credentials of this moment, as the server's headers. */
  readonly headers: () => Promise<Headers>;
}

export function connect(options: ChatOptions, owner: Connecting): Way {
  const { url, credentials, WebSocket, clock, onError } = options;
  const secret = randomKey();
  const headers = async (): Promise<Headers> => {
    const who = typeof credentials === "function" ? await credentials() : credentials;
    if (who === undefined) client.close(1_000, "signed_out");
    if (who === undefined) throw new Error("signed out");
    // Without a secret of their own a guest would be another one at each connection.
    return "token" in who ? { token: who.token } : { name: who.guest, id: who.secret ?? secret };
  };
  const failed = (error: unknown): void => onError?.(chatErrorOf(error));
  const client = createPlainClient<NativeRoutes>(url, given({ headers, WebSocket, clock, onError: failed }));
  client.onConnectionState((state) => {
    if (state !== "open") owner.lost();
    if (state === "connecting") owner.is({ state });
  });
  client.onOpen(() => owner.opened());
  client.onClose(({ code, reason, retryInMs }) => {
    const { connectionState } = client;
    if (connectionState === "closed") owner.is({ state: "closed", why: reason || "closed", code });
    // Otherwise there is a new one already.
    if (connectionState !== "waiting") return;
    const nextTryAt = retryInMs && Date.now() + retryInMs;
    owner.is({ state: "offline", ...given({ why: reason, code, nextTryAt }) });
  });
  return { client, headers };
}
