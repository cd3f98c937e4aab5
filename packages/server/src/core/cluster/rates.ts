import type { Bounds } from "../../ports/bounds.ts";
import type { SpentSignal } from "../../ports/nodes.ts";
import { isShared, type RateName } from "../../ports/shared-rates.ts";
import { packed } from "./items.ts";

export function isRateName(name: string): name is RateName {
  return Object.hasOwn(isShared, name);
}

type Spent = SpentSignal["rates"][number];

/** What was taken here and the others do not know yet, together for each subject. */
export class UntoldRates {
  readonly #bounds: Pick<Bounds, "nodeSignalBytes" | "ratesSharedAtOnce">;
  readonly #counts = new Map<string, { readonly rate: RateName; readonly subject: string; count: number }>();

  constructor(bounds: Pick<Bounds, "nodeSignalBytes" | "ratesSharedAtOnce">) {
    this.#bounds = bounds;
  }

  /** `count` is -1 for one that was given back. True when so much is waiting that it is to be told now. */
  note(rate: RateName, subject: string, count: number): boolean {
    const key = `${rate} ${subject}`;
    const spent = this.#counts.get(key);
    if (spent === undefined) this.#counts.set(key, { rate, subject, count });
    else spent.count += count;
    return this.#counts.size >= this.#bounds.ratesSharedAtOnce;
  }

  /** In parts, each for one signal. */
  take(): Spent[][] {
    if (this.#counts.size === 0) return [];
    const spent = [...this.#counts.values()].filter(({ count }) => count !== 0);
    this.#counts.clear();
    return packed(
      spent.map(({ rate, subject, count }): Spent => [rate, subject, count]),
      this.#bounds.nodeSignalBytes,
    );
  }
}
