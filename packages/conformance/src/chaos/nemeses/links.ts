/** What is between one node and its database, its Redis, or its clients: cut, silent, or slow. */
import type { Cluster } from "../../cluster/cluster.ts";
import type { LinkState } from "../../cluster/link.ts";
import type { ClusterNode } from "../../cluster/node.ts";
import { pickFrom } from "../clients/setting.ts";
import type { Nemesis } from "./nemesis.ts";

const ends = { postgres: "toDatabase", redis: "toRedis", clients: "toClients" } as const;
type End = keyof typeof ends;

const states: Readonly<Record<string, { readonly mostMs: number; readonly state: (random: () => number) => LinkState }>> = {
  cut: { mostMs: 3_000, state: () => ({ is: "cut" }) },
  stall: { mostMs: 4_000, state: () => ({ is: "stalled" }) },
  delay: { mostMs: 4_000, state: (random) => ({ is: "slow", delayMs: 20 + Math.floor(random() * 180) }) },
};

function breaking(how: string, end: End): Nemesis {
  const linkOf = (node: ClusterNode | undefined) => node?.[ends[end]] ?? null;
  return {
    name: `${how}-${end}`,
    fits: (cluster: Cluster) => linkOf(cluster.nodes[0]) !== null,
    mostMs: states[how]?.mostMs ?? 0,
    async begin(cluster, random) {
      const [at, node] = pickFrom(random, [...cluster.nodes.entries()]);
      const [link, state] = [linkOf(node), states[how]?.state(random)];
      if (link === null || state === undefined) throw new Error(`there is nothing to ${how}`);
      link.state = state;
      const target = `node ${at} - ${end}${state.is === "slow" ? `, ${state.delayMs} ms` : ""}`;
      const mend = async (): Promise<void> => {
        link.state = { is: "open" };
      };
      return { target, end: mend };
    },
  };
}

export const linkNemeses: readonly Nemesis[] = Object.keys(states).flatMap((how) =>
  (["postgres", "redis", "clients"] as const).map((end) => breaking(how, end)),
);
