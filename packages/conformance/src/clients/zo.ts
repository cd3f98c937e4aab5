/** The client of `@parlance/zo` as it is, and what a test wants beside it: everything received, and waiting. */
import type { ZoRoutes } from "@parlance/server/dialects/zo/routes.ts";
import { type Client, createClient } from "@parlance/zo/client";
import { waitMs } from "./connection.ts";

export interface ZoHeard {
  readonly event: "onPrivate" | "onMessage" | "error";
  readonly text: string;
  readonly payload: unknown;
}

export class ZoClient implements AsyncDisposable {
  readonly client: Client<ZoRoutes>;
  readonly heard: ZoHeard[] = [];
  /** The code of each close, in order. */
  readonly closes: number[] = [];
  #look: (() => void) | null = null;

  /** `url`: where zo is mounted. */
  constructor(url: string, headers: Readonly<Record<string, string>>) {
    this.client = createClient<ZoRoutes>(url, { headers, minReconnectionDelay: 60_000, maxReconnectionDelay: 60_000 });
    this.client.on.chat.onPrivate((payload) => this.#hear({ event: "onPrivate", text: payload.message, payload }));
    this.client.on.lounge.onMessage((payload) => this.#hear({ event: "onMessage", text: payload.text, payload }));
    this.client.onError((error) => this.#hear({ event: "error", text: error.code, payload: error }));
    this.client.onClose(({ code }) => {
      this.closes.push(code);
      this.#look?.();
    });
  }

  async opened(): Promise<this> {
    await this.until(() => this.client.readyState === 1, this.client.onOpen.bind(this.client));
    return this;
  }

  /** Waits for something heard since `mark`. */
  async hears(event: ZoHeard["event"], text: string, mark = 0): Promise<unknown> {
    const find = () => this.heard.slice(mark).find((one) => one.event === event && one.text === text);
    await this.until(() => find() !== undefined);
    return find()?.payload;
  }

  /** Whatever was to come before the answer has come by then. */
  async fence(): Promise<void> {
    await this.client.call.lounge.history({ limit: 1 });
  }

  clientId(): Promise<string> {
    return new Promise((resolve) => {
      const stop = this.client.on.connection.onClientId(({ clientId }) => {
        stop();
        resolve(clientId);
      });
      this.client.send.connection.getClientId({});
    });
  }

  /** Looks whenever something was heard or closed, or `listen` calls. */
  async until(holds: () => boolean, listen?: (look: () => void) => () => void): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const look = (): void => {
      if (holds()) resolve();
    };
    const timer = setTimeout(() => reject(new Error(`zo: waited in vain; heard ${JSON.stringify(this.heard)}`)), waitMs);
    const stop = listen?.(look);
    this.#look = look;
    look();
    await promise.finally(() => {
      clearTimeout(timer);
      stop?.();
      this.#look = null;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.client.close();
  }

  #hear(heard: ZoHeard): void {
    this.heard.push(heard);
    this.#look?.();
  }
}
