import { type Client, type ClientOptions, createClient } from "../client.ts";
import type { RoutesOf } from "../contract/infer.ts";
import type { Bounds } from "../server/bounds.ts";
import { RawClient } from "./raw-client.ts";
import type { SuiteApp } from "./suite-app.ts";

export interface SuiteServer {
  /** `ws://…` */
  readonly url: string;
  stop(): Promise<void>;
}

/** Serves a fresh `suiteApp()` on any free port of the loopback; `onError` of the server may be silent. */
export type StartServer = (bounds?: Partial<Bounds>) => Promise<SuiteServer>;

export type SuiteClient = Client<RoutesOf<SuiteApp>>;

/** A server with its clients, all gone at the end of the test. */
export class Stage implements AsyncDisposable {
  readonly server: SuiteServer;
  readonly #clients: SuiteClient[] = [];
  readonly #raw: RawClient[] = [];

  private constructor(server: SuiteServer) {
    this.server = server;
  }

  static async set(startServer: StartServer, bounds?: Partial<Bounds>): Promise<Stage> {
    return new Stage(await startServer(bounds));
  }

  get url(): string {
    return this.server.url;
  }

  /** A client of this server, connected. */
  async client(user = "guest", options: ClientOptions = {}): Promise<SuiteClient> {
    const client = createClient<SuiteApp>(this.url, {
      headers: { user },
      minReconnectionDelay: 1,
      maxReconnectionDelay: 5,
      onError: () => undefined,
      ...options,
    });
    this.#clients.push(client);
    await opened(client);
    return client;
  }

  async raw(query = "", headers: Record<string, string> = {}): Promise<RawClient> {
    const client = await RawClient.connect(`${this.url}${query}`, headers);
    this.#raw.push(client);
    return client;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) client.close();
    for (const { ws } of this.#raw) ws.terminate();
    await this.server.stop();
  }
}

export function opened(client: SuiteClient): Promise<void> {
  if (client.connectionState === "open") return Promise.resolve();
  return new Promise((resolve) => {
    const stop = client.onOpen(() => {
      stop();
      resolve();
    });
  });
}

/** What `on` is told next: `await heard(client.on.echo.onText)`. */
export function heard<T>(on: (listener: (value: T) => void) => () => void): Promise<T> {
  return new Promise((resolve) => {
    const stop = on((value) => {
      stop();
      resolve(value);
    });
  });
}

/** Asks for the server's journal until it holds the line; a loop of real round trips, bounded. */
export async function journalHas(client: SuiteClient, line: string): Promise<readonly string[]> {
  for (let round = 0; round < 10_000; round++) {
    const journal = await client.call.call.journal();
    if (journal.includes(line)) return journal;
  }
  throw new Error(`the journal never had "${line}"`);
}
