import type { ChatError } from "../base/errors.ts";
import { chatErrorOf } from "../base/errors.ts";
import { type Observable, Source } from "../base/observable.ts";
import type { Line, NativeClient } from "../sync/line.ts";

/** What signals use of their chat. */
export interface SignalsChat {
  readonly client: NativeClient;
  readonly line: Line;
  failed(error: ChatError): void;
}

/** Values that the server tells of while somebody looks at them: what is looked at is said once a turn, and anew on each connection. */
export abstract class Watching<Value> {
  protected readonly chat: SignalsChat;
  readonly #sources = new Map<string, Source<Value>>();
  #isDue = false;

  constructor(chat: SignalsChat) {
    this.chat = chat;
  }

  /** The same object for the same id. */
  of(id: string): Observable<Value> {
    const source =
      this.#sources.get(id) ??
      new Source(
        () => this.value(id),
        () => this.say(),
      );
    this.#sources.set(id, source);
    return source;
  }

  protected abstract value(id: string): Value;
  /** Says which are looked at, and takes what is answered. */
  protected abstract look(ids: readonly string[]): Promise<void>;

  protected touch(id: string): void {
    this.#sources.get(id)?.touch();
  }

  protected say(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(() => {
      this.#isDue = false;
      // Said again when there is a connection.
      if (!this.chat.line.isOnline) return;
      const ids = [...this.#sources].flatMap(([id, { isWatched }]) => (isWatched ? [id] : []));
      this.look(ids).catch((error: unknown) => this.chat.failed(chatErrorOf(error)));
    });
  }
}
