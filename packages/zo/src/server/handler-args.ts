import type { LazyAbort } from "./abort.ts";

/**
 * Has a `signal` that is made when it is read, and that copies have, too: it is the object's own. Its getter is one for all objects:
 * with one of each object's own, as literals make it, every object would be of another shape, which costs more than all else in a call.
 */
abstract class WithSignal {
  declare readonly signal: AbortSignal;
  readonly #abort: LazyAbort;

  static readonly #signal = {
    enumerable: true,
    get(this: WithSignal): AbortSignal {
      return this.#abort.signal;
    },
  };

  constructor(abort: LazyAbort) {
    this.#abort = abort;
  }

  /** Last, so that it stands whatever else was put in. */
  protected static addSignal(to: WithSignal): void {
    Object.defineProperty(to, "signal", WithSignal.#signal);
  }
}

/** The `ctx` of a handler or middleware: `members`, the later over the earlier. */
export class HandlerContext extends WithSignal {
  constructor(abort: LazyAbort, ...members: readonly object[]) {
    super(abort);
    Object.assign(this, ...members);
    WithSignal.addSignal(this);
  }
}

interface Given {
  readonly input: unknown;
  readonly ctx: object;
  readonly errors: object;
}

/** What the handler of a procedure is called with. */
export class CallArgs extends WithSignal {
  readonly input: unknown;
  readonly ctx: object;
  readonly errors: object;

  constructor(abort: LazyAbort, { input, ctx, errors }: Given) {
    super(abort);
    this.input = input;
    this.ctx = ctx;
    this.errors = errors;
    WithSignal.addSignal(this);
  }
}
