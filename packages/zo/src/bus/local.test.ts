import { busContract } from "../testing/bus-contract.ts";
import { localBus } from "./local.ts";

busContract(async () => {
  const bus = localBus();
  return { here: bus, there: bus, [Symbol.asyncDispose]: async () => undefined };
});
