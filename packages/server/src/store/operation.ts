import type { Arbitrary } from "fast-check";
import type { Store } from "../ports/store.ts";

/** For tests: one call of the port. */
export interface Operation {
  readonly name: keyof Store;
  readonly args: readonly unknown[];
  run(store: Store): Promise<unknown>;
}

type Method = { [K in keyof Store]: Store[K] extends (...args: infer _) => Promise<unknown> ? K : never }[keyof Store];
type Call<N extends Method> = (store: Store, args: Parameters<Store[N]>) => ReturnType<Store[N]>;

export function operation<N extends Method>(name: N, args: Arbitrary<Parameters<Store[N]>>, call: Call<N>): Arbitrary<Operation> {
  return args.map((given) => ({ name, args: given, run: (store) => call(store, given) }));
}
