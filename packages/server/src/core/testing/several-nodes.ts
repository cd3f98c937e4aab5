import type { Bounds } from "../../ports/bounds.ts";
import type { Store } from "../../ports/store.ts";
import { createMemoryStore } from "../../store/memory/memory-store.ts";
import { ManualClock } from "./manual-clock.ts";
import { type MemoryChat, memoryChat } from "./memory-chat.ts";
import { createNodesBus, type NodeBus, type NodesBus } from "./nodes-bus.ts";
import { settle } from "./settle.ts";
import { storeWith } from "./store-with.ts";

export interface OneNode extends MemoryChat {
  readonly bus: NodeBus;
  /** Stopped as by SIGSTOP: no time passes for it and it hears nothing, until it goes on. */
  isPaused: boolean;
}

export interface SeveralNodes extends AsyncDisposable {
  readonly nodes: readonly OneNode[];
  readonly bus: NodesBus;
  readonly store: Store;
  /** Lets time pass on all nodes that are not paused, step by step, and signals arrive. */
  pass(ms: number, stepMs?: number): void;
  /** As `pass`, and whatever waits for the store comes to rest. */
  rest(ms: number): Promise<void>;
  pause(node: OneNode): void;
  goOn(node: OneNode): void;
  /** One more. */
  add(options?: NodeOptions): Promise<OneNode>;
  /** The process ends without a word. */
  kill(node: OneNode): void;
}

interface NodeOptions {
  readonly store?: Partial<Store>;
  readonly clock?: ManualClock;
}

interface Settings {
  readonly bounds?: Partial<Bounds>;
  readonly random?: () => number;
  readonly limitsOn?: boolean;
  readonly store?: Partial<Store>;
}

/** Several chats over one store and one bus, each with a clock of its own. `await using` closes them. */
export async function severalNodes(count: number, settings: Settings = {}): Promise<SeveralNodes> {
  const memory = createMemoryStore();
  const bus = createNodesBus(settings.random);
  const nodes: OneNode[] = [];
  /** The store tells one of the nodes of what is committed, and the bus carries it to all. */
  let isHeard = false;
  const behind = new Map<OneNode, number>();

  const add = async (options: NodeOptions = {}): Promise<OneNode> => {
    const deaf: Partial<Store> = isHeard ? { onCommit: () => undefined } : {};
    isHeard = true;
    const own = bus.node();
    const at = await memoryChat({
      store: storeWith(memory, { ...deaf, ...settings.store, ...options.store }),
      bus: own,
      clock: options.clock ?? new ManualClock(),
      ...(settings.bounds === undefined ? {} : { bounds: settings.bounds }),
      ...(settings.limitsOn === undefined ? {} : { limitsOn: settings.limitsOn }),
    });
    const node: OneNode = { ...at, bus: own, isPaused: false };
    nodes.push(node);
    return node;
  };
  const mayHear = (to: unknown): boolean => nodes.find((node) => node.bus === to)?.isPaused !== true;
  const pass = (ms: number, stepMs = 50): void => {
    for (let passed = 0; passed < ms; passed += stepMs) {
      for (const node of nodes) {
        if (node.isPaused) behind.set(node, (behind.get(node) ?? 0) + stepMs);
        else node.clock.advance(stepMs);
      }
      bus.deliver(mayHear);
    }
  };
  for (let n = 0; n < count; n++) await add();
  pass(1_000);
  return {
    nodes,
    bus,
    store: memory,
    pass,
    async rest(ms) {
      for (let passed = 0; passed < ms; passed += 500) {
        pass(Math.min(500, ms - passed));
        await settle(2);
        bus.deliver(mayHear);
      }
    },
    pause(node) {
      node.isPaused = true;
    },
    goOn(node) {
      node.isPaused = false;
      node.clock.skip(behind.get(node) ?? 0);
      behind.delete(node);
      bus.deliver(mayHear);
    },
    add,
    kill(node) {
      node.isPaused = true;
      nodes.splice(nodes.indexOf(node), 1);
      void node.bus.close();
    },
    [Symbol.asyncDispose]: async () => {
      for (const { chat } of nodes) await chat.close();
    },
  };
}
