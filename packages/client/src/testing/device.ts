import { type Chat, createChat } from "../chat.ts";
import type { Message } from "../contract.ts";
import type { ChatEvent } from "../events.ts";
import type { ChatOptions } from "../options.ts";
import { memoryStorage } from "../storage.ts";
import { ManualClock } from "./manual-clock.ts";
import type { PaperNet } from "./paper-net.ts";
import { turn } from "./paper-net.ts";

/** A send as its device knows it. */
export interface SendNote {
  readonly roomId: string;
  readonly text: string;
  isQueued: boolean;
  sent: Message | undefined;
  failed: string | undefined;
}

/** What one process of a device saw. */
export interface Life {
  readonly chat: Chat;
  readonly clock: ManualClock;
  readonly events: ChatEvent[];
  readonly sends: SendNote[];
}

/** One user's device, through all its lives. */
export class Device {
  readonly name: string;
  readonly userId: string;
  readonly lives: Life[] = [];
  readonly #net: PaperNet;
  readonly #options: Partial<ChatOptions>;

  constructor(net: PaperNet, name: string, userId: string, options: Partial<ChatOptions> = {}) {
    this.name = name;
    this.userId = userId;
    this.#net = net;
    this.#options = { storage: memoryStorage(), ...options };
    this.reload();
  }

  get life(): Life {
    const life = this.lives.at(-1);
    if (life === undefined) throw new Error("never alive");
    return life;
  }

  get chat(): Chat {
    return this.life.chat;
  }

  /** The process dies, and another starts with the same storage. */
  reload(): void {
    this.kill();
    const clock = new ManualClock();
    const WebSocket = this.#net.socketClass(this.name);
    const chat = createChat({ url: "ws://paper/zo", credentials: { token: this.userId }, WebSocket, clock, ...this.#options });
    const events: ChatEvent[] = [];
    chat.on("event", (event) => events.push(event));
    this.lives.push({ chat, clock, events, sends: [] });
  }

  kill(): void {
    const life = this.lives.at(-1);
    life?.clock.stop();
    for (const line of this.#net.linesOf(this.name)) line.vanish();
  }

  send(roomId: string, text: string): void {
    const note: SendNote = { roomId, text, isQueued: false, sent: undefined, failed: undefined };
    this.life.sends.push(note);
    const { queued, sent } = this.chat.room(roomId).send(text);
    queued.then(
      () => {
        note.isQueued = true;
      },
      () => undefined,
    );
    sent.then(
      (message) => {
        note.sent = message;
      },
      (error) => {
        note.failed = error.reason;
      },
    );
  }
}

/** Lets time pass and frames arrive until nobody waits for anything. */
export async function calm(net: PaperNet, devices: readonly Device[]): Promise<void> {
  for (let round = 0; round < 200; round++) {
    await net.settle();
    const isBusy = devices.some(({ chat }) => chat.connection.get().state !== "online" || hasUnsent(chat));
    if (!isBusy && round > 3) return;
    for (const { life } of devices) life.clock.advance(1_000);
    await turn();
  }
  throw new Error(`never calm: ${devices.map(({ name, chat }) => `${name} ${JSON.stringify(chat.connection.get())}`).join()}`);
}

function hasUnsent(chat: Chat): boolean {
  return chat.rooms.get().some(({ room }) =>
    chat
      .room(room.id)
      .get()
      .messages.some(({ state }) => state === "queued" || state === "sending"),
  );
}
