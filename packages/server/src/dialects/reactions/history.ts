import type { Message } from "../../ports/model.ts";
import type { Frame } from "../contract.ts";

/** Of the messages of so many seqs a piece is made: some 64 KiB, which is what a socket is handed at once. */
const pieceSeqs = 256;

interface Piece {
  readonly messages: readonly Message[];
  readonly frames: readonly Frame[];
}

/**
 * The newest messages as frames, in pieces. A piece is the same array for as long as the same messages are in it, so transport puts
 * its bytes together once for all who come; a new message changes the first and the last piece, a reaction the one it is in.
 */
export class History {
  readonly #recent: () => readonly Message[];
  readonly #frameOf: (message: Message) => Frame;
  /** By number. */
  #pieces = new Map<number, Piece>();

  constructor(recent: () => readonly Message[], frameOf: (message: Message) => Frame) {
    this.#recent = recent;
    this.#frameOf = frameOf;
  }

  /** Oldest first. */
  pieces(): readonly (readonly Frame[])[] {
    const messages = this.#recent();
    const pieces = new Map<number, Piece>();
    for (let from = 0, to = 0; from < messages.length; from = to) {
      const number = pieceOf(messages[from]);
      while (to < messages.length && pieceOf(messages[to]) === number) to++;
      pieces.set(number, this.#piece(number, messages.slice(from, to)));
    }
    this.#pieces = pieces;
    return Array.from(pieces.values(), ({ frames }) => frames);
  }

  #piece(number: number, messages: readonly Message[]): Piece {
    const known = this.#pieces.get(number);
    const isSame = known?.messages.length === messages.length && known.messages.every((message, at) => message === messages[at]);
    return isSame ? known : { messages, frames: messages.map(this.#frameOf) };
  }
}

const pieceOf = (message: Message | undefined): number => Math.floor((message?.seq ?? 0) / pieceSeqs);
