import type { Bus, BusListener, EventBatch, Topic } from "../../ports/bus.ts";
import type { Signal, SignalTopic } from "../../ports/signals.ts";

interface Ear {
  readonly topic: string;
  readonly tell: (carried: never) => void;
}

/** One node's way to the others, and what ails it. */
export interface NodeBus extends Bus {
  readonly isUp: boolean;
  /** False: nothing gets in or out. Whoever waits for it to come back is told. */
  setUp(isUp: boolean): void;
}

export interface NodesBus {
  node(): NodeBus;
  /** Signals that are under way, each to one node. */
  readonly underWay: number;
  /** Of the signals sent from now on, how many of 1 are lost, and how many of 1 are late. */
  chances: { lose: number; delay: number };
  readonly done: { lost: number; late: number };
  /** Delivers what is under way to whoever `may` get it: all of it, in order for each sender and receiver. */
  deliver(may?: (to: Bus) => boolean): void;
  /** What was sent, as JSON: a test that looks at sizes. */
  readonly sizes: { mostBytes: number; signals: number };
}

interface Way {
  readonly topic: SignalTopic;
  readonly json: string;
}

/**
 * The bus of several nodes in one process. Events are handed over at once; signals wait for `deliver`, and may be lost or late, as `random` says,
 * but those from one node to another do not overtake each other. A signal that is late holds up those behind it once.
 */
export function createNodesBus(random: () => number = () => 0.5): NodesBus {
  const nodes = new Map<NodeBus, { events: Set<Ear>; signals: Set<Ear>; ways: Map<NodeBus, Way[]> }>();
  const late = new Set<Way>();
  const state: NodesBus = {
    node,
    chances: { lose: 0, delay: 0 },
    done: { lost: 0, late: 0 },
    sizes: { mostBytes: 0, signals: 0 },
    get underWay() {
      let count = 0;
      for (const { ways } of nodes.values()) for (const way of ways.values()) count += way.length;
      return count;
    },
    deliver(may = () => true) {
      for (let isMore = true; isMore; ) {
        isMore = false;
        for (const [to, { signals, ways }] of nodes) {
          if (!may(to)) continue;
          for (const way of ways.values()) {
            while (way[0] !== undefined && !late.delete(way[0])) {
              const one = way.shift();
              if (one === undefined) break;
              isMore = true;
              for (const ear of [...signals]) if (ear.topic === one.topic) ear.tell(JSON.parse(one.json) as never);
            }
          }
        }
      }
    },
  };

  function node(): NodeBus {
    const listeners = new Set<() => void>();
    const own = { events: new Set<Ear>(), signals: new Set<Ear>(), ways: new Map<NodeBus, Way[]>() };
    let isUp = true;
    const add = (ears: Set<Ear>, topic: string, tell: (carried: never) => void) => {
      const ear = { topic, tell };
      ears.add(ear);
      return () => {
        ears.delete(ear);
      };
    };
    const bus: NodeBus = {
      lossless: false,
      get isUp() {
        return isUp;
      },
      setUp(toUp) {
        isUp = toUp;
        for (const listener of [...listeners]) listener();
      },
      onChange(listener) {
        listeners.add(listener);
        return () => {
          listeners.delete(listener);
        };
      },
      publish(topic: Topic, batch: EventBatch) {
        for (const { events } of nodes.values()) for (const ear of [...events]) if (ear.topic === topic) ear.tell(batch as never);
      },
      subscribe: async (topic: Topic, listener: BusListener) => add(own.events, topic, listener),
      signal(topic: SignalTopic, signal: Signal) {
        const json = JSON.stringify(signal);
        state.sizes.mostBytes = Math.max(state.sizes.mostBytes, Buffer.byteLength(json));
        state.sizes.signals++;
        for (const [to, { ways }] of nodes) {
          if (to !== bus && (!isUp || !to.isUp || random() < state.chances.lose)) {
            state.done.lost++;
            continue;
          }
          const one = { topic, json };
          ways.set(bus, [...(ways.get(bus) ?? []), one]);
          if (random() >= state.chances.delay) continue;
          late.add(one);
          state.done.late++;
        }
      },
      hear: async (topic: SignalTopic, listener) => add(own.signals, topic, listener),
      async close() {
        nodes.delete(bus);
      },
    };
    nodes.set(bus, own);
    return bus;
  }
  return state;
}
