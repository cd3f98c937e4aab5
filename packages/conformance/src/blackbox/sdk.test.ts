/** The SDK with a server whose answers hold little: nearly everything takes several. */
import { after } from "node:test";
import { ServerProcess, temporaryFolder } from "../server-process.ts";
import { sdkSuite } from "./sdk.ts";

const folder = await temporaryFolder("sdk");
const bounds = { catchUpEvents: 4, catchUpAnswer: 6, catchUpRooms: 1, pageSize: 2, roomsPerPage: 1, membersPerPage: 1 };
const server = await ServerProcess.start(folder.path, { bounds, limits: "off" });
after(async () => {
  await server[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

sdkSuite(server.deployment);
