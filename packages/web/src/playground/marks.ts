/**
 * One message in five protocols: what joins the frames that carry it. Protocols have no id in common (openchamp has none at all), so
 * the text is what tells; the same text said again is another message once a column has seen it.
 */
import { type ProtocolName, protocolNames } from "./protocols/protocol.ts";
import { type Observable, Store } from "./store.ts";

export interface Mark {
  readonly number: number;
  readonly text: string;
  /** The column it was typed in; null when somebody elsewhere said it. */
  readonly from: ProtocolName | null;
  readonly at: number;
  /** Milliseconds until each column had it. */
  readonly seen: Readonly<Partial<Record<ProtocolName, number>>>;
}

interface Sighting {
  readonly protocol: ProtocolName;
  readonly text: string;
  readonly at: number;
  readonly join: (mark: number) => void;
}

/** What tells a message in every protocol: its text, or of a file the address, which those that show no files say. */
export const keyOf = (text: string): string => /\/files\/[^/\s]+/.exec(text)?.[0] ?? text.trim();

const keptMarks = 50;
/** Longer than this between two columns: not one message. */
const togetherMs = 10_000;

export class Marks {
  readonly #marks = new Store<readonly Mark[]>([]);
  readonly #now: () => number;
  /** Of columns that replay, which may not tell a new message from an old one: they join what another column began. */
  #waiting: Sighting[] = [];
  #count = 0;
  readonly #known = new Map<number, Pick<Mark, "from" | "text">>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The latest last. */
  get all(): Observable<readonly Mark[]> {
    return this.#marks;
  }

  /** Which column a message was typed in; null when somebody elsewhere said it. Also of those that are not kept any more. */
  from(number: number): ProtocolName | null {
    return this.#known.get(number)?.from ?? null;
  }

  textOf(number: number): string | undefined {
    return this.#known.get(number)?.text;
  }

  /** Something was typed in this column. */
  sent(protocol: ProtocolName, text: string): number {
    return this.#begin(text, protocol);
  }

  /** A frame of this column carries a message. `mayBeOld`: it is not certain that it is new. Answers the mark, or tells it later by `join`. */
  seen(protocol: ProtocolName, text: string, more: { mayBeOld: boolean; join: (mark: number) => void }): number | undefined {
    const at = this.#now();
    const fits = (mark: Mark) =>
      keyOf(mark.text) === keyOf(text) && mark.seen[protocol] === undefined && at - mark.at < togetherMs;
    const mark = this.#marks.get().find(fits);
    if (mark !== undefined) {
      this.#see(mark.number, protocol);
      return mark.number;
    }
    if (more.mayBeOld) {
      this.#waiting = [...this.#waiting.slice(-keptMarks), { protocol, text: keyOf(text), at, join: more.join }];
      return undefined;
    }
    const number = this.#begin(text, null);
    this.#see(number, protocol);
    this.#letJoin(number, keyOf(text));
    return number;
  }

  #begin(text: string, from: ProtocolName | null): number {
    this.#count += 1;
    this.#known.set(this.#count, { from, text: text.trim() });
    const mark: Mark = { number: this.#count, text: text.trim(), from, at: this.#now(), seen: {} };
    this.#marks.set([...this.#marks.get().slice(1 - keptMarks), mark]);
    return this.#count;
  }

  #see(number: number, protocol: ProtocolName): void {
    const took = (mark: Mark): number => this.#now() - mark.at;
    this.#marks.set(
      this.#marks
        .get()
        .map((mark) => (mark.number === number ? { ...mark, seen: { ...mark.seen, [protocol]: took(mark) } } : mark)),
    );
  }

  #letJoin(number: number, text: string): void {
    const at = this.#now();
    // Of a replayed column only the last frame of that text can be the one that has just been said.
    const found = this.#waiting.findLast((one) => one.text === text && at - one.at < 1_000);
    if (found === undefined) return;
    this.#waiting = this.#waiting.filter((one) => one !== found);
    this.#see(number, found.protocol);
    found.join(number);
  }
}

/** Everywhere. */
export const isEverywhere = (mark: Mark): boolean => protocolNames.every((name) => mark.seen[name] !== undefined);
