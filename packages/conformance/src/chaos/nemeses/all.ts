import { linkNemeses } from "./links.ts";
import type { Nemesis } from "./nemesis.ts";
import {
  failOver,
  killNode,
  killPostgres,
  killRedis,
  pauseNode,
  pausePostgres,
  pauseRedis,
  rollingRestart,
  skewClock,
} from "./processes.ts";

/** All but the fail-over, which there is once in a cluster's life. */
export const everyday: readonly Nemesis[] = [
  killNode,
  pauseNode,
  killRedis,
  pauseRedis,
  killPostgres,
  pausePostgres,
  ...linkNemeses,
  rollingRestart,
  skewClock,
];

export const allNemeses: readonly Nemesis[] = [...everyday, failOver];
