/** What clients see of a server that compresses whatever gets smaller by it: the same as ever, in fewer bytes. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { after, describe, it } from "node:test";
import { WebSocket } from "ws";
import { mountsOf } from "../deployment.ts";
import { ServerProcess, temporaryFolder } from "../server-process.ts";
import { reactionsSuite } from "./reactions.ts";
import { rosterSuite } from "./roster.ts";
import { sharedMountSuite } from "./shared-mount.ts";
import { worldSuite } from "./world.ts";
import { zoSuite } from "./zo.ts";

const folder = await temporaryFolder("compressed");
const server = await ServerProcess.start(folder.path, { compression: "on", bounds: { deflateMinBytes: 1 } });
const { deployment } = server;
after(async () => {
  await server[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

describe("compression", () => {
  for (const [mount, url] of Object.entries(mountsOf(deployment))) {
    it(`${mount}: is agreed to with who asks, and with nobody else`, async () => {
      for (const perMessageDeflate of [true, false]) {
        const socket = new WebSocket(mount === "zo" ? `${url}?name=somebody` : url, { perMessageDeflate });
        await once(socket, "open");
        assert.equal(socket.extensions, perMessageDeflate ? "permessage-deflate" : "");
        socket.terminate();
      }
    });
  }
});

// Their clients ask for compression, and send nothing else when they get it.
worldSuite(deployment);
reactionsSuite(deployment);
sharedMountSuite(deployment);
rosterSuite(deployment);
zoSuite(deployment);
