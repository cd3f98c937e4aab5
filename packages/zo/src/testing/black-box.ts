import type { StartServer } from "./suite.ts";
import { lifeSuite } from "./suite-life.ts";
import { trafficSuite } from "./suite-traffic.ts";
import { wireSuite } from "./suite-wire.ts";

/** PROTOCOL.md, held against whatever `startServer` starts. */
export function blackBoxSuite(startServer: StartServer): void {
  wireSuite(startServer);
  trafficSuite(startServer);
  lifeSuite(startServer);
}
