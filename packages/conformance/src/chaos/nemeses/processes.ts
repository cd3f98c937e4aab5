/** Processes that die, and processes that stand still: nodes, Redis, PostgreSQL. */
import type { Cluster } from "../../cluster/cluster.ts";
import { pickFrom } from "../clients/setting.ts";
import type { Nemesis } from "./nemesis.ts";

const nodeName = (at: number): string => `node ${at}`;
const anyNode = (cluster: Cluster, random: () => number) => pickFrom(random, [...cluster.nodes.entries()]);

export const killNode: Nemesis = {
  name: "kill-node",
  fits: () => true,
  mostMs: 2_000,
  async begin(cluster, random) {
    const [at, node] = anyNode(cluster, random);
    await node.kill();
    return { target: nodeName(at), end: () => node.run() };
  },
};

export const pauseNode: Nemesis = {
  name: "pause-node",
  fits: () => true,
  mostMs: 5_000,
  async begin(cluster, random) {
    const [at, node] = anyNode(cluster, random);
    node.pause();
    return { target: nodeName(at), end: async () => node.resume() };
  },
};

/** Every node, one after the other, as an upgrade does it. It takes as long as it takes. */
export const rollingRestart: Nemesis = {
  name: "rolling-restart",
  fits: () => true,
  mostMs: 0,
  async begin(cluster) {
    for (const node of cluster.nodes) {
      await node.stop();
      await node.run();
    }
    return { target: "all nodes", end: async () => undefined };
  },
};

const hourMs = 3_600_000;

/** One node's wall clock is an hour off, in either direction; it has to be started anew for that, and again to mend it. */
export const skewClock: Nemesis = {
  name: "skew-clock",
  fits: () => true,
  mostMs: 5_000,
  async begin(cluster, random) {
    const [at, node] = anyNode(cluster, random);
    const shiftMs = random() < 0.5 ? hourMs : -hourMs;
    await node.stop();
    await node.run(shiftMs);
    const end = async (): Promise<void> => {
      await node.stop();
      await node.run();
    };
    return { target: `${nodeName(at)}, ${shiftMs > 0 ? "ahead" : "behind"}`, end };
  },
};

type Service = "redis" | "postgres";

function serviceOf(cluster: Cluster, service: Service) {
  const server = cluster[service];
  if (server === null) throw new Error(`the cluster has no ${service}`);
  return server;
}

const killing = (service: Service): Nemesis => ({
  name: `kill-${service}`,
  fits: (cluster) => cluster[service] !== null,
  mostMs: 2_000,
  async begin(cluster) {
    const server = serviceOf(cluster, service);
    await server.kill();
    return { target: service, end: () => server.run() };
  },
});

const pausing = (service: Service): Nemesis => ({
  name: `pause-${service}`,
  fits: (cluster) => cluster[service] !== null,
  mostMs: 4_000,
  async begin(cluster) {
    const server = serviceOf(cluster, service);
    server.pause();
    return { target: service, end: async () => server.resume() };
  },
});

export const killRedis = killing("redis");
export const killPostgres = killing("postgres");
export const pauseRedis = pausing("redis");
export const pausePostgres = pausing("postgres");

/** The primary dies for good, and its replica takes its place. Once in a cluster's life. */
export const failOver: Nemesis = {
  name: "fail-over",
  fits: (cluster) => cluster.canFailOver,
  mostMs: 0,
  async begin(cluster) {
    await cluster.failOver();
    return { target: "postgres", end: async () => undefined };
  },
};
