/**
 * A connection for tests of dialects: keeps the rules of contract.ts that transport keeps (a `Hold` makes later frames wait, replies go out
 * in the order of the frames they answer), without a socket.
 */
import { type CloseReason, type Conversation, type Dialect, type Frame, Hold, type Link, type Reply } from "../contract.ts";

const decoder = new TextDecoder();

/** Builds frames as a test reads them back. */
export function testFrame(text: string): Frame {
  return { bytes: new TextEncoder().encode(text) };
}

export function textOf(frame: Frame): string {
  return decoder.decode(frame.bytes);
}

export interface TalkOptions {
  readonly address?: string;
  readonly token?: string | null;
}

type Answer = { readonly frames: Frame[]; settled: boolean };

export class Talk implements Link {
  readonly id: string;
  readonly address: string;
  /** Everything that went out, in order; the very objects. */
  readonly sent: Frame[] = [];
  /** What the dialect sent although the connection was gone: harmless, but it shows that something was not let go. */
  readonly sentTooLate: Frame[] = [];
  closedAs: CloseReason | null = null;
  trusted = false;
  deadlineMs: number | null = null;
  /** Null while it is being opened. */
  #conversation: Conversation | null = null;
  readonly #answers: Answer[] = [];
  #before: Promise<void> = Promise.resolve();
  #read = 0;
  static #count = 0;

  constructor(dialect: Pick<Dialect, "open">, options: TalkOptions = {}) {
    Talk.#count += 1;
    this.id = `test-${Talk.#count}`;
    this.address = options.address ?? "192.0.2.1";
    this.#conversation = dialect.open(this, { token: options.token ?? null, headers: {}, query: "" });
    if (this.closedAs !== null) this.#conversation.closed();
  }

  send(frame: Frame): void {
    (this.closedAs === null ? this.sent : this.sentTooLate).push(frame);
  }
  sendAll(frames: readonly Frame[]): void {
    for (const frame of frames) this.send(frame);
  }
  replay(frames: readonly Frame[]): void {
    for (const frame of frames) this.send(frame);
  }
  close(reason: CloseReason): void {
    if (this.closedAs !== null) return;
    this.closedAs = reason;
    this.#conversation?.closed();
  }
  deadline(delayMs: number): void {
    this.deadlineMs = delayMs;
  }
  trust(): void {
    this.trusted = true;
    this.deadlineMs = null;
  }

  /** The client goes away. */
  hangUp(): void {
    this.close("dead");
  }

  /** The client sends a frame; resolves when it was handled and what it was answered with is in `sent`. */
  say(value: unknown): Promise<void> {
    return this.sayText(JSON.stringify(value));
  }

  async sayText(text: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<Promise<void>>();
    this.#before = this.#before.then(() => {
      const { handled, holds } = this.#receive(text);
      resolve(handled);
      // A failure is told to whoever said the frame.
      return holds ? handled.catch(() => undefined) : undefined;
    });
    await await promise;
  }

  /** What came since the last time this was asked, parsed. */
  heard(): unknown[] {
    const news = this.sent.slice(this.#read).map((frame) => JSON.parse(textOf(frame)) as unknown);
    this.#read = this.sent.length;
    return news;
  }

  /** Says it and answers all that came up to then and was not yet heard. */
  async ask(value: unknown): Promise<unknown[]> {
    await this.say(value);
    return this.heard();
  }

  #receive(text: string): { handled: Promise<void>; holds: boolean } {
    if (this.closedAs !== null) return { handled: Promise.resolve(), holds: false };
    const answer: Answer = { frames: [], settled: false };
    this.#answers.push(answer);
    const reply: Reply = (frame) => {
      if (answer.settled) throw new Error("replied to a frame that was settled");
      answer.frames.push(frame);
      this.#release();
    };
    const handling = this.#conversation?.receive(text, reply);
    const waits = handling instanceof Hold ? handling.settled : (handling ?? Promise.resolve());
    const handled = waits.then(() => {
      answer.settled = true;
      this.#release();
    });
    return { handled, holds: handling instanceof Hold };
  }

  #release(): void {
    for (let first = this.#answers[0]; first !== undefined; first = this.#answers[0]) {
      for (const frame of first.frames.splice(0)) this.send(frame);
      if (!first.settled) return;
      this.#answers.shift();
    }
  }
}
