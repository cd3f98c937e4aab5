import { useState } from "react";
import { wordsOf } from "./settings-errors.ts";

export interface Deed {
  readonly isBusy: boolean;
  /** Why it did not work the last time, in words. */
  readonly error: string | undefined;
  /** One at a time. Resolves to whether it worked. */
  readonly run: (work: () => Promise<unknown>) => Promise<boolean>;
}

/** Something that is asked of the server, and what became of it. */
export function useDeed(): Deed {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const run = async (work: () => Promise<unknown>): Promise<boolean> => {
    if (isBusy) return false;
    setBusy(true);
    setError(undefined);
    try {
      await work();
      return true;
    } catch (failure) {
      setError(wordsOf(failure));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, error, run };
}
