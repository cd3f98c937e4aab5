/** The native protocol over the client of `@parlance/zo` as it is: its calls, and the events it is told. */
import type { Message, RoomEvent } from "@parlance/client/contract";
import type { ZoRoutes } from "@parlance/server/dialects/zo/routes.ts";
import { type Client, createClient } from "@parlance/zo/client";
import { waitMs } from "./connection.ts";

export class NativeClient implements AsyncDisposable {
  readonly client: Client<ZoRoutes>;
  readonly told: RoomEvent[] = [];
  /** Anything that came by the older routes. */
  others = 0;
  #look: () => void = () => undefined;

  /** `url`: where zo is mounted. */
  constructor(url: string, headers: Readonly<Record<string, string>>) {
    this.client = createClient<ZoRoutes>(url, { headers, minReconnectionDelay: 60_000, maxReconnectionDelay: 60_000 });
    this.client.on.sync.onEvent((event) => {
      this.told.push(event);
      this.#look();
    });
    const count = (): void => void this.others++;
    this.client.on.lounge.onMessage(count);
    this.client.on.chat.onPrivate(count);
  }

  get call(): Client<ZoRoutes>["call"] {
    return this.client.call;
  }

  async said(roomId: string, text: string, more: { clientKey?: string } = {}): Promise<Message> {
    return (await this.call.messages.send({ roomId, text, ...more })).message;
  }

  /** Waits for an event that fits, whenever it came. */
  async tells(what: string, fits: (event: RoomEvent) => boolean): Promise<RoomEvent> {
    const { promise, resolve, reject } = Promise.withResolvers<RoomEvent>();
    this.#look = () => {
      const found = this.told.find(fits);
      if (found !== undefined) resolve(found);
    };
    const timer = setTimeout(() => reject(new Error(`waited in vain for ${what}; told ${JSON.stringify(this.told)}`)), waitMs);
    this.#look();
    return await promise.finally(() => clearTimeout(timer));
  }

  tellsText(text: string): Promise<RoomEvent> {
    return this.tells(text, (event) => event.type === "posted" && event.message.text === text);
  }

  /** What this room's events are here, in order. */
  of(roomId: string): RoomEvent[] {
    return this.told.filter((event) => event.roomId === roomId);
  }

  /** What was to come before the answer has come by then. */
  async fence(): Promise<void> {
    await this.call.lounge.history({ limit: 1 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.client.close();
  }
}
