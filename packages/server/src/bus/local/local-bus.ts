import type { Bus, EventBatch, Topic } from "../../ports/bus.ts";
import type { Signal, SignalTopic } from "../../ports/signals.ts";
import { Carrier } from "../carrier.ts";

/** The bus of a single process: a function call. */
export function createLocalBus(): Bus {
  const events = new Carrier<Topic, EventBatch>();
  const signals = new Carrier<SignalTopic, Signal>();
  return {
    lossless: true,
    publish: (topic, batch) => events.carry(topic, batch),
    subscribe: async (topic, listener) => events.add(topic, listener),
    signal: (topic, signal) => signals.carry(topic, signal),
    hear: async (topic, listener) => signals.add(topic, listener),
    async close() {
      events.close();
      signals.close();
    },
  };
}
