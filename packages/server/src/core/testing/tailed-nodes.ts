import { createLocalBus } from "../../bus/local/local-bus.ts";
import { openTailedBus, type TailedBusOptions } from "../../bus/tailed/tailed-bus.ts";
import { type Bounds, boundsWith } from "../../ports/bounds.ts";
import type { Bus, RemoteBus } from "../../ports/bus.ts";
import type { MovementStore } from "../../ports/movements.ts";
import type { Store } from "../../ports/store.ts";
import { createMemoryNodes } from "../../store/memory/memory-nodes.ts";
import { ManualClock } from "./manual-clock.ts";
import { type MemoryChat, memoryChat } from "./memory-chat.ts";
import { keptLog, noTelemetry } from "./silence.ts";

const nothing = (): void => undefined;

export const remote = (bus: Bus): RemoteBus => ({ ...bus, carriesEvents: true, isUp: true, onChange: () => nothing });
/** Carries nothing but what a local bus would. */
export const deaf = (): RemoteBus => ({ ...remote(createLocalBus()), carriesEvents: false, publish: nothing });
/** The bus of all nodes at once; it ends with none of them. */
export const shared = (bus: Bus) => (): RemoteBus => ({ ...remote(bus), close: async () => undefined });

export interface TailedNodesOptions {
  readonly inner: () => RemoteBus;
  readonly bounds?: Partial<Bounds>;
  readonly store?: (store: Store & MovementStore) => Store & MovementStore;
  readonly onCommit?: TailedBusOptions["onCommit"];
}

/** Several nodes over one memory store, each with a whole core. */
export async function nodesOver(
  count: number,
  { inner, bounds, store = (one) => one, onCommit = () => nothing }: TailedNodesOptions,
) {
  const clock = new ManualClock();
  // Time stands still in between: a gap would have to be waited for at each turn.
  const changes = { tailGapMs: 0, ...bounds };
  const counted = { bus: 0, tail: 0 };
  const telemetry = {
    ...noTelemetry,
    busEvents(by: "bus" | "tail", events: number) {
      counted[by] += events;
    },
  };
  const stack = new AsyncDisposableStack();
  const nodes: MemoryChat[] = [];
  const stores = createMemoryNodes(count);
  for (const own of stores) {
    const options = { store: store(own), clock, bounds: boundsWith(changes), log: keptLog(), telemetry };
    const bus = await openTailedBus({ ...options, inner: inner(), onCommit });
    nodes.push(stack.use(await memoryChat({ store: options.store, bus, clock, limitsOn: false, bounds: changes })));
    stack.defer(() => bus.close());
  }
  return {
    nodes,
    clock,
    counted,
    lastEventId: async () => (await stores[0]?.lastEventId()) ?? 0,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
