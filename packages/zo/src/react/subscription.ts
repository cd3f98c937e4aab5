import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Stream, StreamOptions } from "../contract/infer.ts";
import { ZoError } from "../wire/error.ts";
import { encodeFrame } from "../wire/frame.ts";
import { useLatest } from "./latest.ts";

export interface SubscriptionOptions<Event> extends Pick<StreamOptions, "credit" | "after"> {
  /** Hears every event; `last` shows only the newest of those that came between two renders. */
  readonly onEvent?: (event: Event) => void;
  /** Whether to subscribe; true unless told. */
  readonly enabled?: boolean;
}

/** `running` stands for a connection that is away, too: the stream goes on when it is back. */
export type SubscriptionState<Event> =
  | { readonly state: "off" }
  | { readonly state: "running" | "ended"; readonly last: Event | undefined }
  | { readonly state: "failed"; readonly last: Event | undefined; readonly error: ZoError };

export type UsedSubscription<Event> = SubscriptionState<Event> & {
  /** Subscribes anew, after the last tracked event that was read. */
  readonly restart: () => void;
};

type Subscribe<Input, Event> = (input: Input, options?: StreamOptions) => Stream<Event>;

/** One life of a stream; renders that say the same have the same one. */
interface Run<Input, Event> {
  readonly subscribe: Subscribe<Input, Event>;
  readonly input: Input;
  readonly key: string;
  readonly isOn: boolean;
}

/**
 * Reads a stream while the component is there: `useSubscription(client.subscribe.history, { room }, { onEvent })`. Another input (as the
 * wire tells it, not as an object) starts another stream.
 */
export function useSubscription<Input, Event>(
  subscribe: Subscribe<Input, Event>,
  input: Input,
  options: SubscriptionOptions<Event> = {},
): UsedSubscription<Event> {
  const { enabled = true } = options;
  const key = encodeFrame("", input);
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for `input`, and each round is a run of its own
  const run = useMemo<Run<Input, Event>>(() => ({ subscribe, input, key, isOn: enabled }), [subscribe, key, enabled, round]);
  const [shown, show] = useState<{ readonly run: Run<Input, Event>; readonly state: SubscriptionState<Event> }>();
  const latest = useLatest(options);
  const read = useRef<{ readonly of: Run<Input, Event>; readonly lastId: string | undefined }>(undefined);

  useEffect(() => {
    if (!run.isOn) return;
    const abort = new AbortController();
    const { of, lastId } = read.current ?? {};
    const isSame = of?.subscribe === run.subscribe && of.key === run.key;
    const { credit, after } = latest.current;
    const from = (isSame ? lastId : undefined) ?? after;
    const stream = run.subscribe(run.input, {
      signal: abort.signal,
      ...(credit !== undefined && { credit }),
      ...(from !== undefined && { after: from }),
    });
    const report = (state: SubscriptionState<Event>): void => {
      if (!abort.signal.aborted) show({ run, state });
    };
    const heard = (event: Event): void => {
      read.current = { of: run, lastId: stream.lastId };
      tell(latest.current.onEvent, event);
    };
    void follow({ stream, signal: abort.signal, heard, report });
    return () => abort.abort();
  }, [run, latest]);

  const restart = useCallback(() => setRound((last) => last + 1), []);
  const state = shown?.run === run ? shown.state : starting(run.isOn);
  return useMemo(() => ({ ...state, restart }), [state, restart]);
}

const off = { state: "off" } as const;
const running = { state: "running", last: undefined } as const;

function starting(isOn: boolean): typeof off | typeof running {
  return isOn ? running : off;
}

interface Following<Event> {
  readonly stream: Stream<Event>;
  readonly signal: AbortSignal;
  readonly heard: (event: Event) => void;
  readonly report: (state: SubscriptionState<Event>) => void;
}

async function follow<Event>({ stream, signal, heard, report }: Following<Event>): Promise<void> {
  let last: Event | undefined;
  // What strict mode starts and stops in one breath never reaches the server.
  await Promise.resolve();
  try {
    for await (const event of stream) {
      if (signal.aborted) return;
      last = event;
      heard(event);
      report({ state: "running", last });
    }
    report({ state: "ended", last });
  } catch (error) {
    report({ state: "failed", last, error: error instanceof ZoError ? error : new ZoError("bad_request", String(error)) });
  }
}

/** What the listener throws surfaces as an uncaught error, and the stream goes on. */
function tell<Event>(listener: ((event: Event) => void) | undefined, event: Event): void {
  try {
    listener?.(event);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
