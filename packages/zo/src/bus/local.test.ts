import { busSuite } from "../testing/suite-bus.ts";
import { hubsSuite } from "../testing/suite-hubs.ts";
import { localBus } from "./local.ts";

const open = async () => {
  const bus = localBus();
  return { here: bus, there: bus, close: async () => undefined };
};

busSuite("local", open);
hubsSuite("local", open);
