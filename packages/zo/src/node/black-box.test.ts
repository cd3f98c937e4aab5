import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { blackBoxSuite } from "../testing/black-box.ts";
import { suiteApp } from "../testing/suite-app.ts";
import { serve } from "./serve.ts";

blackBoxSuite(async (bounds = {}) => {
  // Two seconds' worth of round trips are no flood here.
  const served = serve(suiteApp(), { bounds: { framesPerSecond: 1_000_000, ...bounds }, onError: () => undefined });
  const http = createServer().on("upgrade", served.upgrade);
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const { port } = http.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    await served.close();
    http.close();
  };
  return { url: `ws://127.0.0.1:${port}`, stop };
});
