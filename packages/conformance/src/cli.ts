/**
 * The black-box suites against any running deployment:
 *
 *   node packages/conformance/src/cli.ts --http http://127.0.0.1:8080 --roster ws://127.0.0.1:3001/ [--limits on|off] [--nodes N]
 *
 * `--limits` says whether the deployment enforces rates (the default, `on`). On anything but a loopback deployment all clients
 * share one address and so one allowance: run that one with `--limits off`. `--nodes`: how many nodes serve the deployment, in turns (1).
 */
import { parseArgs } from "node:util";
import { allSuites } from "./blackbox/all.ts";
import { deploymentAt } from "./deployment.ts";

const { values } = parseArgs({
  options: {
    http: { type: "string" },
    roster: { type: "string" },
    limits: { type: "string", default: "on" },
    nodes: { type: "string", default: "1" },
  },
});
const { http, roster, limits } = values;
const nodes = Number(values.nodes);
const isUsage = http === undefined || roster === undefined || !Number.isSafeInteger(nodes) || nodes < 1;
if (isUsage || (limits !== "on" && limits !== "off")) {
  process.stderr.write("usage: cli.ts --http http://HOST:PORT --roster ws://HOST:PORT/ [--limits on|off] [--nodes N]\n");
  process.exitCode = 2;
} else {
  allSuites(deploymentAt({ http, roster, limits, nodes }));
}
