/** Time as the house sees it. Everything that waits or stamps takes a clock; nothing calls `Date.now` or `setTimeout`. */
export interface Clock {
  /** Wall-clock time in Unix milliseconds: for stamps and expiry. MAY jump either way; order MUST NOT depend on it. */
  now(): number;
  /** Milliseconds since an arbitrary start; MUST never go backwards. For durations, rates and timeouts. */
  monotonicMs(): number;
  /** Runs `task` once, `delayMs` from now at the earliest. The answer cancels it; cancelling twice is harmless. */
  after(delayMs: number, task: () => void): () => void;
  /** Runs `task` every `intervalMs` until cancelled. MUST NOT keep a process alive by itself. */
  every(intervalMs: number, task: () => void): () => void;
}
