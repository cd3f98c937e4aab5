import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Client, type ClientOptions, createClient } from "../client.ts";
import type { RoutesOf } from "../contract/infer.ts";
import type { Router } from "../contract/router.ts";
import type { Routes } from "../contract/routes.ts";
import { type NodeServer, type ServeOptions, serve } from "../node/serve.ts";

/** A client, closed at the end of the test. */
export function connected<T>(url: string, options: ClientOptions = {}): Client<RoutesOf<T>> & Disposable {
  const client = createClient<T>(url, { minReconnectionDelay: 1, maxReconnectionDelay: 5, onError: () => undefined, ...options });
  return Object.assign(client, { [Symbol.dispose]: () => client.close() });
}

export interface Served<R> extends AsyncDisposable {
  readonly url: string;
  readonly zo: NodeServer<R>;
  readonly http: Server;
}

/** A router on a server of its own, gone at the end of the test. */
export async function served<R extends Routes>(router: Router<R>, options: ServeOptions = {}, port = 0): Promise<Served<R>> {
  const zo = serve(router, { onError: () => undefined, ...options });
  const http = createServer().on("upgrade", zo.upgrade);
  await new Promise<void>((resolve) => http.listen(port, "127.0.0.1", resolve));
  const { port: taken } = http.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${taken}`,
    zo,
    http,
    [Symbol.asyncDispose]: async () => {
      await zo.close();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}
