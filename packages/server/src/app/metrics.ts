/** Telemetry as Prometheus metrics (docs/OPERATIONS.md explains each). */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Telemetry } from "../ports/telemetry.ts";
import { busMetrics } from "./bus-metrics.ts";
import { Tally } from "./tally.ts";

export interface Metrics {
  readonly telemetry: Telemetry;
  /** The Prometheus text exposition. */
  render(): Promise<{ contentType: string; body: string }>;
}

const batchSizes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024];
const commitSeconds = [0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** Between two looks at the event loop, each of which wakes the process: at prom-client's 10 they alone are half a percent of a core. */
const lagLookMs = 40;

export function createMetrics(): Metrics {
  const registry = new Registry();
  // Event-loop lag, memory, CPU, garbage collection.
  collectDefaultMetrics({ register: registry, prefix: "parlance_", eventLoopMonitoringPrecision: lagLookMs });
  const registers = [registry];
  const connections = new Gauge({ name: "parlance_connections", help: "Open connections", labelNames: ["dialect"], registers });
  const closed = new Counter({
    name: "parlance_connections_closed_total",
    help: "Connections closed, by close code",
    labelNames: ["dialect", "code"],
    registers,
  });
  const [commands, events, deliveries] = [new Tally(), new Tally(), new Tally()];
  new Counter({
    name: "parlance_commands_total",
    help: "Commands, by kind and outcome",
    labelNames: ["dialect", "kind", "outcome"],
    registers,
    collect() {
      commands.give(["dialect", "kind", "outcome"], (labels, count) => this.inc(labels, count));
    },
  });
  new Counter({
    name: "parlance_events_total",
    help: "Events committed",
    labelNames: ["type"],
    registers,
    collect() {
      events.give(["type"], (labels, count) => this.inc(labels, count));
    },
  });
  new Counter({
    name: "parlance_deliveries_total",
    help: "Frames put into outboxes",
    labelNames: ["dialect"],
    registers,
    collect() {
      deliveries.give(["dialect"], (labels, count) => this.inc(labels, count));
    },
  });
  const deflated = new Counter({ name: "parlance_deflated_frames_total", help: "Frames deflated, once each", registers });
  const deflatedBytes = new Counter({
    name: "parlance_deflated_bytes_total",
    help: "Bytes of these frames: plain, and as sent",
    labelNames: ["form"],
    registers,
  });
  const outbox = new Gauge({ name: "parlance_outbox_bytes", help: "Bytes waiting in outboxes", registers });
  const batch = new Histogram({
    name: "parlance_commit_batch_size",
    help: "Writes in one commit",
    buckets: batchSizes,
    registers,
  });
  const duration = new Histogram({
    name: "parlance_commit_duration_seconds",
    help: "Time of one commit, fsync included",
    buckets: commitSeconds,
    registers,
  });
  const unindexed = new Gauge({
    name: "parlance_search_unindexed_events",
    help: "Events that the index of words is behind, as of when it last got further",
    registers,
  });
  const bus = busMetrics(registers);
  const errors = new Counter({ name: "parlance_errors_total", help: "Errors, by code", labelNames: ["code"], registers });

  return {
    telemetry: {
      connectionOpened: (dialect) => connections.inc({ dialect }),
      connectionClosed: (dialect, code) => {
        connections.dec({ dialect });
        closed.inc({ dialect, code });
      },
      command: (dialect, kind, outcome) => commands.at(dialect).at(kind).at(outcome).add(1),
      events: (type, count) => events.at(type).add(count),
      deliveries: (dialect, count) => deliveries.at(dialect).add(count),
      deflated: (plainBytes, sentBytes) => {
        deflated.inc();
        deflatedBytes.inc({ form: "plain" }, plainBytes);
        deflatedBytes.inc({ form: "sent" }, sentBytes);
      },
      outboxBytes: (delta) => outbox.inc(delta),
      commit: (batchSize, durationMs) => {
        batch.observe(batchSize);
        duration.observe(durationMs / 1_000);
      },
      unindexed: (count) => unindexed.set(count),
      ...bus,
      error: (code) => errors.inc({ code }),
    },
    render: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
  };
}
