import { Listeners } from "./base/listeners.ts";
import type { Message, RoomEvent } from "./contract.ts";
import { calls, type Reader } from "./room/counts.ts";

/** What is told of a room beside its events, so that no gap is silent. */
export type RoomNotice =
  /** More was missed than is told one by one, or cannot be told: the room goes on after the event `seq`. */
  | { readonly type: "reset"; readonly roomId: string; readonly seq: number }
  /** Not (any more) one of the user's rooms. */
  | { readonly type: "gone"; readonly roomId: string };

export type ChatEvent = RoomEvent | RoomNotice;

/** What `on` hears: each event by its type, all of them as `event`, posts also as `message`, those that call the user as `mention`. */
export type ChatEvents = { readonly [Event in ChatEvent as Event["type"]]: Event } & {
  readonly event: ChatEvent;
  readonly message: Message;
  readonly mention: Message;
};

/** Who listens to what happens. */
export class Told {
  readonly #reader: Reader;
  readonly #listeners = new Map<string, Listeners<never>>();

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  on<Name extends keyof ChatEvents>(name: Name, listener: (event: ChatEvents[Name]) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Listeners<never>();
    this.#listeners.set(name, listeners);
    return listeners.add(listener);
  }

  tell(event: ChatEvent): void {
    this.#tell("event", event);
    this.#tell(event.type, event);
    if (event.type !== "posted") return;
    this.#tell("message", event.message);
    if (calls(this.#reader, event)) this.#tell("mention", event.message);
  }

  #tell(name: string, event: unknown): void {
    this.#listeners.get(name)?.tell(event as never);
  }
}
