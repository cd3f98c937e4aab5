/** Something that goes wrong: it begins, lasts, and ends. */
import type { Cluster } from "../../cluster/cluster.ts";

export interface Begun {
  /** To what it was done. */
  readonly target: string;
  /** Mends it; resolves when the part itself is there again, which is not yet the whole cluster's recovery. */
  end(): Promise<void>;
}

export interface Nemesis {
  readonly name: string;
  /** Whether there is in this cluster what it breaks. */
  fits(cluster: Cluster): boolean;
  /** How long it lasts, at most, in milliseconds; at least half as long. */
  readonly mostMs: number;
  begin(cluster: Cluster, random: () => number): Promise<Begun>;
}
