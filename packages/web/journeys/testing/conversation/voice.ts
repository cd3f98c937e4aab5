/** Somebody without a browser, for journeys about what others say. */
import { createChat } from "@parlance/client";
import { uploadFile } from "@parlance/client/upload";
import { type Account, newAccount } from "@parlance/conformance/accounts.ts";
import type { Deployment } from "@parlance/conformance/deployment.ts";
import type { Person } from "../person.ts";
import { picture } from "./picture.ts";

type Chat = ReturnType<typeof createChat>;

/** Sends under way at once. */
const atOnce = 100;

export class Voice {
  readonly #chat: Chat;
  readonly #deployment: Deployment;

  private constructor(chat: Chat, deployment: Deployment) {
    this.#chat = chat;
    this.#deployment = deployment;
  }

  static async register(deployment: Deployment, name: string): Promise<Voice> {
    return new Voice(await online(deployment, await newAccount(deployment, name)), deployment);
  }

  async openRoom(name: string): Promise<string> {
    return (await this.#chat.createRoom({ kind: "private", name })).id;
  }

  async invite(roomId: string, { account }: Person): Promise<void> {
    if (account === undefined) throw new Error("guests are in no rooms");
    await this.#chat.call.rooms.invite({ roomId, userId: account.id });
  }

  async say(roomId: string, text: string, more: { readonly replyTo?: number; readonly fileId?: string } = {}): Promise<number> {
    return (await this.#chat.call.messages.send({ roomId, text, ...more })).message.id;
  }

  /** "message 0", "message 1" …, in this order. */
  async sayMany(roomId: string, count: number): Promise<void> {
    for (let from = 0; from < count; from += atOnce) {
      const numbers = Array.from({ length: Math.min(atOnce, count - from) }, (_, at) => from + at);
      await Promise.all(numbers.map((number) => this.say(roomId, `message ${number}`)));
    }
  }

  async sayPicture(roomId: string, size: { readonly width: number; readonly height: number }): Promise<number> {
    const { id: fileId } = await uploadFile(this.#chat, new File([picture(size)], "garden.png", { type: "image/png" }));
    return this.say(roomId, "a picture", { fileId });
  }

  async edit(roomId: string, messageId: number, text: string): Promise<void> {
    await this.#chat.room(roomId).edit(messageId, text);
  }

  /** Waits until the person has nothing unread in the room, as the server counts it. */
  async hasRead({ account }: Person, roomId: string): Promise<void> {
    if (account === undefined) throw new Error("guests are in no rooms");
    const theirs = await online(this.#deployment, account);
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (theirs.rooms.get().some(({ room, unread }) => room.id === roomId && unread === 0)) resolve();
      };
      theirs.rooms.subscribe(look);
      look();
    });
    await theirs.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#chat.close();
  }
}

async function online({ http }: Deployment, { token }: Account): Promise<Chat> {
  const chat = createChat({ url: new URL("/zo", http.replace(/^http/, "ws")).href, credentials: { token } });
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (chat.connection.get().state === "online") resolve();
    };
    chat.connection.subscribe(look);
    look();
  });
  return chat;
}
