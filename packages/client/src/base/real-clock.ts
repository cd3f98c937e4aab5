import type { ClientClock } from "@parlance/zo/client";

export const realClock: ClientClock = {
  nowMs: () => performance.now(),
  after: (ms, call) => {
    const timer = setTimeout(call, Math.min(ms, 2 ** 31 - 1));
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};
