import { createLocalBus } from "../../bus/local/local-bus.ts";
import type { Blobs } from "../../ports/blobs.ts";
import { type Bounds, boundsWith } from "../../ports/bounds.ts";
import type { Bus } from "../../ports/bus.ts";
import type { Images } from "../../ports/images.ts";
import type { Store } from "../../ports/store.ts";
import { createMemoryStore } from "../../store/memory/memory-store.ts";
import { createChat, type RunningChat } from "../chat.ts";
import { ManualClock } from "./manual-clock.ts";
import { createMemoryBlobs } from "./memory-blobs.ts";
import { type KeptLog, keptLog, noTelemetry } from "./silence.ts";

export interface MemoryChat extends AsyncDisposable {
  readonly chat: RunningChat;
  readonly store: Store;
  readonly blobs: Blobs;
  readonly bus: Bus;
  readonly clock: ManualClock;
  readonly log: KeptLog;
}

export interface MemoryChatOptions {
  readonly bounds?: Partial<Bounds>;
  readonly limitsOn?: boolean;
  readonly store?: Store;
  readonly blobs?: Blobs;
  readonly images?: Images;
  readonly fileTypes?: readonly string[];
  readonly bus?: Bus;
  readonly clock?: ManualClock;
}

/** A whole core for tests: nothing leaves the process, and time stands still until told. `await using` closes it. */
export async function memoryChat(options: MemoryChatOptions = {}): Promise<MemoryChat> {
  const { store = createMemoryStore(), blobs = createMemoryBlobs(), bus = createLocalBus(), clock = new ManualClock() } = options;
  const log = keptLog();
  const chat = await createChat({
    store,
    bus,
    clock,
    log,
    blobs,
    images: options.images ?? null,
    fileTypes: options.fileTypes ?? ["*"],
    bounds: boundsWith(options.bounds),
    limitsOn: options.limitsOn ?? true,
    telemetry: noTelemetry,
    publicUrl: () => "http://chat.test",
    loungeAutoJoin: true,
  });
  return { chat, store, blobs, bus, clock, log, [Symbol.asyncDispose]: () => chat.close() };
}

/** An account, logged in. The password is `password-1`. */
export function signUp(chat: RunningChat, name: string) {
  return chat.accounts.register({ name, password: "password-1", address: "192.0.2.1" });
}
