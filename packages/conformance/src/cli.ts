/**
 * The black-box suites against any running deployment:
 *
 *   node packages/conformance/src/cli.ts --http http://127.0.0.1:8080 --roster ws://127.0.0.1:3001/ [--limits on|off]
 *
 * `--limits` says whether the deployment enforces rates (the default, `on`). On anything but a loopback deployment all clients
 * share one address and so one allowance: run that one with `--limits off`.
 */
import { parseArgs } from "node:util";
import { allSuites } from "./blackbox/all.ts";
import { deploymentAt } from "./deployment.ts";

const { values } = parseArgs({
  options: { http: { type: "string" }, roster: { type: "string" }, limits: { type: "string", default: "on" } },
});
const { http, roster, limits } = values;
if (http === undefined || roster === undefined || (limits !== "on" && limits !== "off")) {
  process.stderr.write("usage: cli.ts --http http://HOST:PORT --roster ws://HOST:PORT/ [--limits on|off]\n");
  process.exitCode = 2;
} else {
  allSuites(deploymentAt({ http, roster, limits }));
}
