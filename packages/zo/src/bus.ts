export { localBus } from "./bus/local.ts";
export type { Bus, BusSubscription } from "./bus/port.ts";
