import type { LazyAbort } from "./abort.ts";

interface Given {
  readonly input: unknown;
  readonly ctx: object;
  readonly errors: object;
}

/**
 * What the handler of a procedure is called with. `signal` is made when it is read, also by a copy: it is the object's own. Its getter is
 * one for all calls; with one of each call's own, every object would be of another shape, which costs more than the signal.
 */
export class CallArgs {
  readonly input: unknown;
  readonly ctx: object;
  readonly errors: object;
  declare readonly signal: AbortSignal;
  readonly #abort: LazyAbort;

  static readonly #signal = {
    enumerable: true,
    get(this: CallArgs): AbortSignal {
      return this.#abort.signal;
    },
  };

  constructor({ input, ctx, errors }: Given, abort: LazyAbort) {
    this.input = input;
    this.ctx = ctx;
    this.errors = errors;
    this.#abort = abort;
    Object.defineProperty(this, "signal", CallArgs.#signal);
  }
}
