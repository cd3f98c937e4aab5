/**
 * Steps that are usually synchronous and sometimes not. A frame whose schema, middlewares and handler are synchronous is handled in
 * the turn it arrived in; awaiting each step would cost it several turns of the microtask queue.
 */
export type Soon<T> = T | Promise<T>;

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

export function then<T, U>(value: Soon<T>, next: (value: T) => Soon<U>): Soon<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** What user code gave, as something `then` knows. */
export function settle(value: unknown): Soon<unknown> {
  return isThenable(value) && !(value instanceof Promise) ? Promise.resolve(value) : value;
}

/** Runs `step`; whether it throws or rejects, `caught` hears of it and the result never fails. */
export function guard(step: () => Soon<void>, caught: (error: unknown) => void): Soon<void> {
  try {
    const result = step();
    return result instanceof Promise ? result.catch(caught) : result;
  } catch (error) {
    return caught(error);
  }
}
