/** The load generator (native/load.c) as a child process: its commands as calls. native/command.c says what each means. */
import { z } from "zod";
import { Child } from "./child.ts";
import type { Histogram } from "./histogram.ts";
import { compiled } from "./native.ts";

/** Where a message's stamp goes: its sender, number and time, put there by the load generator. No protocol changes these characters. */
export const stamp = "@~".padEnd(32, "_");
/** What a stamp looks like when it has arrived. */
export const stampShape = /@~(?<sender>[0-9a-f]{6})(?<number>[0-9a-f]{8})[0-9a-f]{16}/;

export type Kind = "raw" | "text" | "binary";

/** One for all, or one for each connection. */
export type Texts = string | Buffer | readonly (string | Buffer)[];

export interface Group {
  readonly name: string;
  readonly count: number;
  readonly port: number;
  /** The whole upgrade request. */
  readonly request: Texts;
  /** Addresses of 127.0.1.0/24 that the connections come from, at most 250; without, the usual one. One has 28,000 ports. */
  readonly sources?: number;
  /** A frame that is exactly `hear` is answered with `say` and is no message. */
  readonly ping?: { readonly hear: string; readonly say: string; readonly kind: Kind };
  /** Frames that do not begin so, or are shorter, are no messages. */
  readonly prefix?: string | Buffer;
  readonly least?: number;
}

export type Step =
  | { readonly say: Texts; readonly kind?: Kind }
  /** A frame that contains the text. */
  | { readonly hear: Texts }
  /** So many frames since the steps began. */
  | { readonly count: number };

export interface Act {
  readonly from?: number;
  readonly to?: number;
  /** On their way at once; 100 unless said. */
  readonly pending?: number;
  /** Begun per second; as fast as `pending` allows unless said. */
  readonly rate?: number;
  readonly steps?: readonly Step[];
}

/** Connections of a group: `from` up to but without `to`, every `step`th. */
export interface Range {
  readonly group: string;
  readonly from: number;
  readonly to: number;
  readonly step?: number;
}

export interface Flow {
  readonly name: string;
  readonly members: readonly Range[];
  readonly senders: readonly Range[];
  /** One for all, or the same number for each sender, in the order of the senders. */
  readonly texts: Texts;
  readonly kind?: Kind;
  /**
   * `room`: so many consecutive members get the same messages, which is counted without looking at them; a sender who is no member sends into
   * the room of its number. `copies`: anybody may get anything, each message so many times in all; every stamp is read.
   */
  readonly audience: { readonly room: number } | { readonly copies: number };
  /** Members whose messages' stamps are read for the latency; 16 unless said, all without rooms. */
  readonly sampled?: number;
}

/** `window`: messages in flight in each room, or in the flow when it has none. `rate`: messages a second, whatever comes back. */
export type Run = ({ readonly window: number } | { readonly rate: number }) & { readonly count?: number; readonly ms?: number };

const histogram = z.object({ maxNs: z.number(), counts: z.array(z.tuple([z.number(), z.number()])) });
const flowResult = z.object({
  sent: z.number(),
  /** Messages received, and their bytes on the wire. */
  deliveries: z.number(),
  bytes: z.number(),
  /**
   * Messages that nobody had sent, in the run or since the one before: duplicates, or somebody else's. A duplicate that comes after the next
   * message was sent is taken for that one, so this is no proof; transcripts are.
   */
  extra: z.number(),
  /** How often an open loop had to wait because too much was under way. */
  held: z.number(),
  /** From the start to the last delivery. */
  ns: z.number(),
  /** The load generator's own. */
  cpuNs: z.number(),
  latency: histogram,
});
export type FlowResult = z.infer<typeof flowResult>;
const actResult = z.object({ done: z.number(), ns: z.number(), times: histogram });
export interface ActResult {
  readonly done: number;
  readonly ns: number;
  /** Of each connection, from its beginning to its last step. */
  readonly times: Histogram;
}
const totals = z.object({ open: z.number(), frames: z.number(), bytes: z.number(), lost: z.number() });
const digests = z.array(z.tuple([z.number(), z.string()]));
const transcripts = z.array(z.array(z.string()));
const answer = z.object({ id: z.number(), ok: z.unknown().optional(), error: z.string().optional() });

type Words = Readonly<Record<string, string | number | undefined>>;
interface Waiting {
  readonly resolve: (ok: unknown) => void;
  readonly reject: (error: Error) => void;
}

const ranges = (list: readonly Range[]): string =>
  list.map(({ group, from, to, step = 1 }) => `${group}:${from}-${to}/${step}`).join(",");

export class Load implements AsyncDisposable {
  readonly #child: Child;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;
  #named = 0;

  private constructor(child: Child) {
    this.#child = child;
    child.lines.on("line", (line) => this.#answered(line));
    child.gone.catch((error: Error) => {
      for (const { reject } of this.#waiting.values()) reject(error);
    });
  }

  /**
   * `spins`: during runs it looks for frames again and again instead of sleeping, so that no server pays for waking it; for a core of
   * its own. Throws when there is no compiler.
   */
  static start({ spins = false }: { readonly spins?: boolean } = {}): Load {
    return new Load(Child.start({ side: "load", command: [compiled("load"), ...(spins ? ["--spin"] : [])] }));
  }

  get pid(): number {
    return this.#child.pid;
  }

  async group({ ping, prefix, request, ...rest }: Group): Promise<void> {
    const { name, count, port, sources, least } = rest;
    await this.#ask("group", name, {
      ...{ count, port, sources, least },
      request: await this.#texts("raw", request),
      ping: ping && (await this.#texts("raw", ping.hear)),
      pong: ping && (await this.#texts(ping.kind, ping.say)),
      prefix: prefix && (await this.#texts("raw", prefix)),
    });
  }

  /** Connects, upgrades, and takes each connection through the steps. Rejects when one is refused or lost. */
  async open(group: string, act: Act = {}): Promise<ActResult> {
    return actResult.parse(await this.#ask("open", group, await this.#act(act)));
  }

  /** Takes open connections through steps, while flows may run over them. */
  async perform(group: string, act: Act): Promise<ActResult> {
    return actResult.parse(await this.#ask("perform", group, await this.#act(act)));
  }

  /** Cuts connections, without a closing frame. */
  async close(group: string, { from, to }: Pick<Act, "from" | "to"> = {}): Promise<void> {
    await this.#ask("close", group, { from, to });
  }

  async flow({ name, members, senders, texts, kind = "text", audience, sampled }: Flow): Promise<void> {
    await this.#ask("flow", name, {
      members: ranges(members),
      senders: ranges(senders),
      texts: await this.#texts(kind, texts),
      ...audience,
      sampled,
    });
  }

  /** Resolves when all that was sent has arrived everywhere. Rejects when something is missing 10 s after the last was sent. */
  async run(flow: string, run: Run): Promise<FlowResult> {
    return flowResult.parse(await this.#ask("run", flow, { ...run }));
  }

  /** Ends a run that has neither count nor time. */
  async stop(flow: string): Promise<void> {
    await this.#ask("stop", flow, {});
  }

  /** Whether messages are kept word by word from now on. */
  async record(group: string, isOn: boolean): Promise<void> {
    await this.#ask("record", group, { on: isOn ? 1 : 0 });
  }

  /** Of each connection: how many messages it recorded, and a digest of all their bytes in order. */
  async digests(group: string): Promise<readonly (readonly [number, string])[]> {
    return digests.parse(await this.#ask("digests", group, {}));
  }

  /** The recorded messages of some connections. */
  async transcripts(group: string, from: number, to: number): Promise<readonly (readonly Buffer[])[]> {
    const answered = transcripts.parse(await this.#ask("transcript", group, { from, to }));
    return answered.map((messages) => messages.map((hex) => Buffer.from(hex, "hex")));
  }

  /** Received by the group since it was last asked, and how many of it are open now. */
  async totals(group: string): Promise<z.infer<typeof totals>> {
    return totals.parse(await this.#ask("totals", group, {}));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.input.end();
    await this.#child[Symbol.asyncDispose]();
  }

  async #act({ steps = [], ...rest }: Act): Promise<Words> {
    const words: string[] = [];
    for (const step of steps) {
      if ("say" in step) words.push(`say:${await this.#texts(step.kind ?? "text", step.say)}`);
      else if ("hear" in step) words.push(`hear:${await this.#texts("raw", step.hear)}`);
      else words.push(`count:${step.count}`);
    }
    return { ...rest, steps: words.length === 0 ? undefined : words.join(",") };
  }

  /** Hands texts over and answers their name there. */
  async #texts(kind: Kind, texts: Texts): Promise<string> {
    const all = typeof texts === "string" || Buffer.isBuffer(texts) ? [texts] : texts;
    const name = `t${this.#named++}`;
    const strings = all.flatMap((text) => {
      const bytes = Buffer.from(text);
      return [Buffer.from(`${bytes.length}:`), bytes, Buffer.from(",")];
    });
    await this.#ask("texts", name, { kind, count: all.length }, Buffer.concat(strings));
    return name;
  }

  #ask(verb: string, name: string, words: Words, rest?: Buffer): Promise<unknown> {
    const id = ++this.#asked;
    const pairs = Object.entries(words).filter(([, value]) => value !== undefined);
    this.#child.input.write(`${id} ${[verb, name, ...pairs.map(([key, value]) => `${key}=${value}`)].join(" ")}\n`);
    if (rest !== undefined) this.#child.input.write(rest);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  #answered(line: string): void {
    const { id, ok, error } = answer.parse(JSON.parse(line));
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(ok);
    else waiting?.reject(new Error(`load: ${error}`));
  }
}

/** Of a run: the load generator was busy for more than 90 % of the time, so the server might have done more. */
export const isBottleneck = ({ cpuNs, ns }: FlowResult): boolean => cpuNs > 0.9 * ns;
