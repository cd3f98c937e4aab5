/** The real core over the memory store, with a clock moved by hand: what dialects are tested against. */
import { createLocalBus } from "../../bus/local/local-bus.ts";
import { type Bounds, boundsWith } from "../../core/bounds.ts";
import { createChat, type RunningChat } from "../../core/chat.ts";
import { ManualClock } from "../../core/testing/manual-clock.ts";
import type { Blobs } from "../../ports/blobs.ts";
import type { Store } from "../../ports/store.ts";
import type { Logger, Telemetry } from "../../ports/telemetry.ts";
import { createMemoryStore } from "../../store/memory/memory-store.ts";
import type { DialectContext } from "../contract.ts";
import { testFrame } from "./talk.ts";

export interface World extends AsyncDisposable {
  readonly chat: RunningChat;
  readonly context: DialectContext;
  readonly clock: ManualClock;
  /** A test may replace one of its functions to make it fail. */
  readonly store: Store;
  /** Commands as they were counted: `dialect kind outcome`. */
  readonly counted: string[];
}

export interface WorldOptions {
  readonly bounds?: Partial<Bounds>;
  readonly limitsOn?: boolean;
}

export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const clock = new ManualClock();
  const store = createMemoryStore();
  const counted: string[] = [];
  const telemetry: Telemetry = { ...silentTelemetry, command: (...told) => void counted.push(told.join(" ")) };
  const chat = await createChat({
    store,
    bus: createLocalBus(),
    blobs: memoryBlobs(),
    clock,
    bounds: boundsWith(options.bounds),
    limitsOn: options.limitsOn ?? true,
    log: silentLog,
    telemetry,
    publicUrl: "http://chat.example",
    loungeAutoJoin: true,
  });
  const context: DialectContext = { chat, frame: testFrame, log: silentLog, telemetry };
  const close = async (): Promise<void> => {
    await chat.close();
    await store.close();
  };
  return { chat, context, clock, store, counted, [Symbol.asyncDispose]: close };
}

const nothing = (): void => undefined;

const silentLog: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing, child: () => silentLog };

const silentTelemetry: Telemetry = {
  connectionOpened: nothing,
  connectionClosed: nothing,
  command: nothing,
  events: nothing,
  deliveries: nothing,
  outboxBytes: nothing,
  commit: nothing,
  error: nothing,
};

/** Nothing here reads a file back: a name that is never the same is enough. */
function memoryBlobs(): Blobs {
  let kept = 0;
  return {
    put: async () => (kept++).toString(16).padStart(64, "0"),
    open: async () => null,
  };
}
