import { busContract } from "../testing/bus-contract.ts";
import { nodesSuite } from "../testing/suite-nodes.ts";
import { localBus } from "./local.ts";

const makeBus = async () => {
  const bus = localBus();
  return { here: bus, there: bus, [Symbol.asyncDispose]: async () => undefined };
};

busContract(makeBus);
nodesSuite(makeBus);
