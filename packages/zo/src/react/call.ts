import { useCallback, useMemo, useRef, useState } from "react";
import { type Attempt, attempt } from "../client/attempt.ts";
import type { Call } from "../contract/infer.ts";

/** Where the latest call stands. */
export type CallState<Output, Failure> =
  | { readonly state: "idle" }
  | { readonly state: "pending" }
  | { readonly state: "done"; readonly value: Output }
  | { readonly state: "failed"; readonly error: Extract<Attempt<Output, Failure>, { readonly ok: false }>["error"] };

export type UsedCall<Args extends readonly unknown[], Output, Failure> = CallState<Output, Failure> & {
  /**
   * Calls; always the same function. Never rejects for what a call may fail with: the outcome is a value. A call goes on when the
   * component goes or calls again, unless its `signal` ends it.
   */
  readonly run: (...args: Args) => Promise<Attempt<Output, Failure>>;
  /** Back to `idle`: the call that is under way will not be shown. */
  readonly reset: () => void;
};

const idle = { state: "idle" } as const;

/** A call with its state: `const join = useCall(client.call.room.join)`, then `join.run({ room })`. Of several calls the latest counts. */
export function useCall<Args extends readonly unknown[], Output, Failure>(
  procedure: (...args: Args) => Call<Output, Failure>,
): UsedCall<Args, Output, Failure> {
  const [shown, show] = useState<CallState<Output, Failure>>(idle);
  const latest = useRef(0);
  const reset = useCallback(() => {
    latest.current += 1;
    show(idle);
  }, []);
  const run = useCallback(
    async (...args: Args): Promise<Attempt<Output, Failure>> => {
      latest.current += 1;
      const own = latest.current;
      const showOwn = (state: CallState<Output, Failure>): void => {
        if (own === latest.current) show(state);
      };
      showOwn({ state: "pending" });
      try {
        const outcome = await attempt(procedure(...args));
        showOwn(outcome.ok ? { state: "done", value: outcome.value } : { state: "failed", error: outcome.error });
        return outcome;
      } catch (error) {
        // No answer of the server: the caller's mistake, for instance an input that cannot cross the wire.
        showOwn(idle);
        throw error;
      }
    },
    [procedure],
  );
  return useMemo(() => ({ ...shown, run, reset }), [shown, run, reset]);
}
