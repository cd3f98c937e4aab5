import { randomBytes } from "node:crypto";
import type { Signal, SignalTopic } from "../../ports/signals.ts";

export type Addressed = readonly [topic: SignalTopic, signal: Signal];

export interface PayloadBounds {
  readonly notifyBytes: number;
  readonly notifyParts: number;
}

/** Node, number of the payload, whether it is whole (`=`), a part (`+`) or the last part (`.`), and JSON. */
const shape = /^(?<node>[\w-]{12})(?<number>[0-9a-z]+)(?<kind>[=+.])(?<body>.*)$/s;
/** Of a payload, for node and number. */
const headBytes = 12 + 11 + 1;
/** UTF-8 bytes of one UTF-16 unit, at most. */
const bytesPerUnit = 3;

/**
 * Signals as payloads of NOTIFY, which are bounded: many small ones in one, a large one in several. The number keeps apart what is equal, as
 * PostgreSQL drops the second of two equal notifications of a transaction.
 */
export class Packer {
  readonly node = randomBytes(9).toString("base64url");
  readonly #bounds: PayloadBounds;
  #number = 0;

  constructor(bounds: PayloadBounds) {
    this.#bounds = bounds;
  }

  /** `tooLarge`: of them, those that are in none. */
  pack(signals: readonly Addressed[]): { readonly payloads: readonly string[]; readonly tooLarge: number } {
    const payloads: string[] = [];
    let tooLarge = 0;
    let [pending, bytes]: [string[], number] = [[], 0];
    const flush = (): void => {
      if (pending.length > 0) payloads.push(this.#payload("=", `[${pending.join()}]`));
      [pending, bytes] = [[], 0];
    };
    for (const signal of signals) {
      const json = JSON.stringify(signal);
      const size = Buffer.byteLength(json) + 1;
      if (bytes + size > this.#room) flush();
      if (size <= this.#room) {
        pending.push(json);
        bytes += size;
        continue;
      }
      const parts = this.#parts(`[${json}]`);
      if (parts === null) tooLarge += 1;
      else payloads.push(...parts);
    }
    flush();
    return { payloads, tooLarge };
  }

  get #room(): number {
    return this.#bounds.notifyBytes - headBytes - "[]".length;
  }

  #parts(text: string): readonly string[] | null {
    const units = Math.floor(this.#room / bytesPerUnit);
    const cut: string[] = [];
    for (let at = 0; at < text.length; ) {
      // Half of a pair of surrogates is nothing that PostgreSQL would keep.
      const isPair = (text.codePointAt(at + units - 1) ?? 0) > 0xffff;
      const end = at + units - (isPair ? 1 : 0);
      cut.push(text.slice(at, end));
      at = end;
    }
    if (cut.length > this.#bounds.notifyParts) return null;
    return cut.map((part, i) => this.#payload(i === cut.length - 1 ? "." : "+", part));
  }

  #payload(kind: "=" | "+" | ".", body: string): string {
    this.#number += 1;
    return `${this.node}${this.#number.toString(36)}${kind}${body}`;
  }
}

/** Puts payloads together again. Those of one transaction come one after another, so that one signal at a time is in parts. */
export class Unpacker {
  readonly #own: string;
  readonly #bounds: PayloadBounds;
  #partial: { readonly node: string; number: number; readonly parts: string[] } | null = null;

  constructor(own: string, bounds: PayloadBounds) {
    this.#own = own;
    this.#bounds = bounds;
  }

  /** Nothing for a payload of one's own, and for a part. Throws for what is none of ours. */
  unpack(payload: string): readonly Addressed[] {
    const { node = "", number = "", kind, body = "" } = shape.exec(payload)?.groups ?? {};
    if (node === "") throw new TypeError("not a payload of ours");
    if (node === this.#own) return [];
    if (kind === "=") return parsed(body);
    const at = Number.parseInt(number, 36);
    const isNext = this.#partial?.node === node && this.#partial.number + 1 === at;
    const partial = isNext && this.#partial !== null ? this.#partial : { node, number: at, parts: [] };
    partial.number = at;
    partial.parts.push(body);
    this.#partial = kind === "+" && partial.parts.length < this.#bounds.notifyParts ? partial : null;
    return kind === "." ? parsed(partial.parts.join("")) : [];
  }
}

function parsed(json: string): readonly Addressed[] {
  const value: unknown = JSON.parse(json);
  const isOurs = (one: unknown): boolean => Array.isArray(one) && typeof one[0] === "string" && typeof one[1] === "object";
  if (!Array.isArray(value) || !value.every(isOurs)) throw new TypeError("no signals");
  // A node writes only signals; who else can write to this database could write anything.
  return value as Addressed[];
}
