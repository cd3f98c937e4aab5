/** One connection of the load: a ring of prepared requests, and the replies they must get. */
import { once } from "node:events";
import { clientTextFrame, Talker, textOf } from "../lib/talker.ts";
import type { Contender } from "./contenders.ts";

export interface LapOptions {
  readonly contender: Contender;
  readonly port: number;
  /** Makes the texts of this connection its own. */
  readonly number: number;
  readonly inFlight: number;
  readonly characters: number;
}

export class Lap {
  readonly #talker: Talker;
  /** The ring of requests twice over, so that any run of them is one slice: one write, and no copy. */
  readonly #requests: Buffer;
  readonly #starts: readonly number[];
  /** The replies of the first lap, which was read and found right; all later ones have to be the same bytes. */
  readonly #replies: readonly Buffer[];
  #next = 0;
  #failure: Error | undefined;
  roundTrips = 0;

  private constructor(talker: Talker, frames: readonly Buffer[], replies: readonly Buffer[]) {
    this.#talker = talker;
    this.#replies = replies;
    this.#requests = Buffer.concat([...frames, ...frames]);
    let at = 0;
    this.#starts = [0, ...[...frames, ...frames].map((frame) => (at += frame.length))];
    talker.onFrame = (frame) => this.#compare(frame);
  }

  /** Connects, greets, and sends each request once. @throws {Error} for any reply but the right one. */
  static async open({ contender, port, number, inFlight, characters }: LapOptions): Promise<Lap> {
    const talker = await Talker.connect(`ws://127.0.0.1:${port}${contender.path}`);
    const heard: Buffer[] = [];
    talker.onFrame = (frame) => heard.push(Buffer.from(frame));
    const { greeting } = contender;
    if (greeting !== undefined) {
      talker.send(clientTextFrame(greeting.say));
      while (!heard.some((frame) => textOf(frame).startsWith(greeting.hear))) await once(talker.socket, "data");
      heard.length = 0;
    }
    const texts = Array.from({ length: inFlight }, (_, slot) => `${number}/${slot} `.padEnd(characters, "x"));
    const frames = texts.map((text, slot) => clientTextFrame(contender.request(slot, text)));
    talker.send(Buffer.concat(frames));
    while (heard.length < inFlight) await once(talker.socket, "data");
    for (const [slot, text] of texts.entries()) {
      const reply = textOf(heard[slot] ?? Buffer.alloc(0));
      if (contender.textIn(reply, slot) !== text) throw new Error(`${contender.label}: ${text} came back as ${reply}`);
    }
    return new Lap(talker, frames, heard);
  }

  /** Keeps all requests in flight until `isOver`, then waits for the rest. @throws {Error} for a wrong reply or a lost connection. */
  async run(isOver: () => boolean): Promise<void> {
    const size = this.#replies.length;
    let open = size;
    this.roundTrips = 0;
    this.#next = 0;
    await new Promise<void>((resolve, reject) => {
      this.#talker.socket.once("close", () => reject(new Error("the server closed a connection")));
      this.#talker.onFrames = (count) => {
        if (this.#failure !== undefined) return reject(this.#failure);
        const from = (this.#next - count + size) % size;
        if (!isOver()) return this.#send(from, count);
        open -= count;
        if (open === 0) resolve();
      };
      this.#send(0, size);
    });
    this.#talker.socket.removeAllListeners("close");
  }

  async close(): Promise<void> {
    const isClosed = once(this.#talker.socket, "close");
    this.#talker.socket.destroy();
    await isClosed;
  }

  #send(from: number, count: number): void {
    this.#talker.send(this.#requests.subarray(this.#starts[from], this.#starts[from + count]));
  }

  #compare(frame: Buffer): void {
    const due = this.#replies[this.#next];
    if (due?.equals(frame) !== true) this.#failure ??= new Error(`instead of ${due} came ${frame}`);
    this.#next = (this.#next + 1) % this.#replies.length;
    this.roundTrips += 1;
  }
}
