/** All black-box suites against the real server on free ports: once as it comes, once without rates for what needs load. */
import { after } from "node:test";
import { ServerProcess, temporaryFolder } from "../server-process.ts";
import { protocolSuites } from "./all.ts";
import { loadSuite } from "./load.ts";
import { slowReaderSuite } from "./slow-reader.ts";

const folders = [await temporaryFolder("limited"), await temporaryFolder("unlimited")] as const;
const limited = await ServerProcess.start(folders[0].path, { limits: "on" });
const unlimited = await ServerProcess.start(folders[1].path, { limits: "off" });

protocolSuites(limited.deployment);
loadSuite(unlimited.deployment);
slowReaderSuite(unlimited.deployment, () => unlimited.residentBytes());

after(async () => {
  for (const server of [limited, unlimited]) await server[Symbol.asyncDispose]();
  for (const folder of folders) await folder[Symbol.asyncDispose]();
});
