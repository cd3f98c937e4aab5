import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { Telemetry } from "../ports/telemetry.ts";

const readSeconds = [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** What operators see of the way between nodes; of a single node nothing is counted. */
export function busMetrics(registers: Registry[]): Pick<Telemetry, "busEvents" | "busLost" | "busUp" | "tailRead"> {
  const events = new Counter({
    name: "parlance_bus_events_total",
    help: "Events of other nodes handed over here: brought by the bus, or read from the store (tail)",
    labelNames: ["by"],
    registers,
  });
  const lost = new Counter({
    name: "parlance_bus_lost_total",
    help: "Messages that did not get to the bus, by reason; events among them are read from the store",
    labelNames: ["why"],
    registers,
  });
  const up = new Gauge({
    name: "parlance_bus_up",
    help: "1 while the bus to other nodes is there",
    labelNames: ["bus"],
    registers,
  });
  const read = new Counter({ name: "parlance_tail_events_total", help: "Events looked at for what the bus lost", registers });
  const duration = new Histogram({
    name: "parlance_tail_read_duration_seconds",
    help: "Time of one reading of what the bus may have lost",
    buckets: readSeconds,
    registers,
  });
  return {
    busEvents: (by, count) => events.inc({ by }, count),
    busLost: (why, count) => lost.inc({ why }, count),
    busUp: (bus, isUp) => up.set({ bus }, isUp ? 1 : 0),
    tailRead: (count, durationMs) => {
      read.inc(count);
      duration.observe(durationMs / 1_000);
    },
  };
}
