/** The real core over the memory store, with a clock moved by hand: what dialects are tested against. */
import { createLocalBus } from "../../bus/local/local-bus.ts";
import type { Signed } from "../../core/api.ts";
import { createChat, type RunningChat } from "../../core/chat.ts";
import { ManualClock } from "../../core/testing/manual-clock.ts";
import { createMemoryBlobs } from "../../core/testing/memory-blobs.ts";
import { type KeptLog, keptLog, noTelemetry } from "../../core/testing/silence.ts";
import { type Bounds, boundsWith } from "../../ports/bounds.ts";
import { type Store, StoreError } from "../../ports/store.ts";
import type { Telemetry } from "../../ports/telemetry.ts";
import { createMemoryStore } from "../../store/memory/memory-store.ts";
import type { DialectContext, Frame } from "../contract.ts";
import { testFrame } from "./talk.ts";

export interface World extends AsyncDisposable {
  readonly chat: RunningChat;
  readonly context: DialectContext;
  readonly clock: ManualClock;
  /** A test may replace one of its functions to make it fail. */
  readonly store: Store;
  /** Commands as they were counted: `dialect kind outcome`. */
  readonly counted: string[];
  /** Every frame that was built, as text. */
  readonly built: string[];
  readonly log: KeptLog;
}

export interface WorldOptions {
  readonly bounds?: Partial<Bounds>;
  /** False lifts all rates. */
  readonly limitsOn?: boolean;
  readonly loungeAutoJoin?: boolean;
}

export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const clock = new ManualClock();
  const store = createMemoryStore();
  const counted: string[] = [];
  const built: string[] = [];
  const log = keptLog();
  const telemetry: Telemetry = { ...noTelemetry, command: (...told) => void counted.push(told.join(" ")) };
  const chat = await createChat({
    store,
    bus: createLocalBus(),
    blobs: createMemoryBlobs(),
    images: null,
    fileTypes: ["*"],
    clock,
    bounds: boundsWith(options.bounds),
    limitsOn: options.limitsOn ?? true,
    log,
    telemetry,
    publicUrl: () => "http://chat.example",
    loungeAutoJoin: options.loungeAutoJoin ?? true,
  });
  const frame = (text: string): Frame => {
    built.push(text);
    return testFrame(text);
  };
  const context: DialectContext = { chat, clock, frame, log, telemetry };
  const close = async (): Promise<void> => {
    await chat.close();
    await store.close();
  };
  return { chat, context, clock, store, counted, built, log, [Symbol.asyncDispose]: close };
}

/** An account, logged in. */
export function signUp({ chat }: World, name: string): Promise<Signed> {
  return chat.accounts.register({ name, password: "correct horse", address: "192.0.2.7" });
}

/** Makes calls of the store fail until the answer is called. */
export function breakStore({ store }: World, ...names: (keyof Store)[]): () => void {
  const fail = () => Promise.reject(new StoreError("failed", "/secret/path is gone"));
  const before = names.map((name) => Object.getOwnPropertyDescriptor(store, name));
  for (const name of names) Object.defineProperty(store, name, { value: fail, configurable: true });
  return () => {
    for (const [i, name] of names.entries()) restore(store, name, before[i]);
  };
}

/** Lets something happen between the store's next answer about a token and whoever asked. */
export function afterNextToken({ store }: World, happens: () => Promise<unknown>): void {
  const before = Object.getOwnPropertyDescriptor(store, "findToken");
  store.findToken = async (hash) => {
    restore(store, "findToken", before);
    const found = await store.findToken(hash);
    await happens();
    return found;
  };
}

/** A function of the store's class is there again when its own is gone; one of the object itself is put back. */
function restore(store: Store, name: keyof Store, before: PropertyDescriptor | undefined): void {
  Reflect.deleteProperty(store, name);
  if (before !== undefined) Object.defineProperty(store, name, before);
}
