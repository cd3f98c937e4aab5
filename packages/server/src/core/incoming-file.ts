import { ChatError } from "./errors.ts";
import { type AllowedTypes, isAllowed, trueType } from "./file-types.ts";
import { isSafeImage, signatureBytes } from "./image-signature.ts";

interface Expected {
  /** As declared, without parameters. */
  readonly type: string;
  readonly allowed: AllowedTypes;
  readonly maxBytes: number;
}

/** A file on its way in: refused as soon as it can be known that it will not be taken. */
export class IncomingFile {
  readonly #expected: Expected;
  #head = Buffer.alloc(0);
  #sizeBytes = 0;

  constructor(expected: Expected) {
    this.#expected = expected;
  }

  /** What it is; known for certain when all pieces have come. */
  get type(): string {
    return trueType(this.#expected.type, this.#head);
  }

  get isImage(): boolean {
    return isSafeImage(this.type, this.#head);
  }

  /** The pieces of `content` as they are. Throws `file_too_large`, and `file_invalid` for nothing at all or a type that is not let in. */
  async *pieces(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let isKnown = false;
    for await (const piece of content) {
      this.#sizeBytes += piece.length;
      if (this.#sizeBytes > this.#expected.maxBytes) throw new ChatError("file_too_large");
      if (!isKnown) {
        this.#head = Buffer.concat([this.#head, piece.subarray(0, signatureBytes - this.#head.length)]);
        isKnown = this.#head.length === signatureBytes;
        if (isKnown) this.#checkType();
      }
      yield piece;
    }
    if (this.#sizeBytes === 0) throw new ChatError("file_invalid");
    if (!isKnown) this.#checkType();
  }

  #checkType(): void {
    if (!isAllowed(this.type, this.#expected.allowed)) throw new ChatError("file_invalid");
  }
}
