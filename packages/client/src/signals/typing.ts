import type { Person } from "../contract.ts";
import { type SignalsChat, Watching } from "./watching.ts";

const nobody: readonly Person[] = [];
/** So often it is said that somebody goes on writing. */
const repeatMs = 3_000;

/** Who is writing, by room. */
export class Typing extends Watching<readonly Person[]> {
  readonly #users = new Map<string, readonly Person[]>();
  /** When it was last said of a room that this user writes there. */
  readonly #saidAtMs = new Map<string, number>();

  constructor(chat: SignalsChat) {
    super(chat);
    chat.client.on.typing.onTyping(({ roomId, user, isTyping }) => {
      const others = this.value(roomId).filter(({ id }) => id !== user.id);
      this.#are(roomId, isTyping ? [...others, user] : others);
    });
  }

  online(): void {
    this.#saidAtMs.clear();
    this.say();
  }

  /** Says that the user writes, or stopped; as often as one likes. */
  set(roomId: string, isTyping: boolean): void {
    const { line, client } = this.chat;
    const nowMs = line.clock.nowMs();
    const saidAtMs = this.#saidAtMs.get(roomId);
    const isSaid = saidAtMs !== undefined && nowMs - saidAtMs < repeatMs;
    if (!line.isOnline || (isTyping ? isSaid : saidAtMs === undefined)) return;
    if (isTyping) this.#saidAtMs.set(roomId, nowMs);
    else this.#saidAtMs.delete(roomId);
    client.send.typing.set({ roomId, isTyping });
  }

  /** Posting ends it, without a word. */
  posted(roomId: string): void {
    this.#saidAtMs.delete(roomId);
  }

  protected value(roomId: string): readonly Person[] {
    return this.#users.get(roomId) ?? nobody;
  }

  protected async look(roomIds: readonly string[]): Promise<void> {
    const { rooms } = await this.chat.client.call.typing.look({ roomIds: [...roomIds] });
    for (const roomId of [...this.#users.keys()]) this.#are(roomId, nobody);
    for (const { roomId, users } of rooms) this.#are(roomId, users);
  }

  #are(roomId: string, users: readonly Person[]): void {
    this.#users.set(roomId, users);
    this.touch(roomId);
  }
}
