import type { Socket } from "node:net";
import { limitSubject } from "../core/addresses.ts";

export interface SocketCountOptions {
  readonly max: number;
  /** Proxies bring many clients: theirs do not count. */
  readonly isProxy: (peer: string) => boolean;
}

/**
 * Counts the TCP connections of each address and cuts those past `max`, before a byte is read. Those that never ask for anything, or ask over
 * HTTP, take a file descriptor and memory as well, and there is no request yet that could be answered.
 */
export class SocketCount {
  readonly #options: SocketCountOptions;
  readonly #ofAddress = new Map<string, number>();

  constructor(options: SocketCountOptions) {
    this.#options = options;
  }

  /** Call with every socket that was accepted. */
  admit(socket: Socket): void {
    const peer = socket.remoteAddress;
    if (peer === undefined || this.#options.isProxy(peer)) return;
    const subject = limitSubject(peer);
    const count = this.#ofAddress.get(subject) ?? 0;
    if (count >= this.#options.max) {
      socket.destroy();
      return;
    }
    this.#ofAddress.set(subject, count + 1);
    socket.once("close", () => this.#left(subject));
  }

  #left(subject: string): void {
    const rest = (this.#ofAddress.get(subject) ?? 0) - 1;
    if (rest > 0) this.#ofAddress.set(subject, rest);
    else this.#ofAddress.delete(subject);
  }
}
