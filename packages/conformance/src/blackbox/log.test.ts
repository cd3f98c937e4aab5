/** What the server writes down: refusals, and never a password, a token or a message. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { newAccount, testPassword } from "../accounts.ts";
import { post } from "../clients/http.ts";
import { OpenchampClient } from "../clients/openchamp.ts";
import { rawRequest, upgradeRequest } from "../clients/raw.ts";
import { connectRooms } from "../clients/rooms.ts";
import { RosterClient } from "../clients/roster.ts";
import { mountsOf, uniqueName, uniqueText } from "../deployment.ts";
import { ServerProcess, temporaryFolder } from "../server-process.ts";
import { pair } from "./direct-room.ts";
import { everyone } from "./everyone.ts";

it("a refused rooms send is logged (document); no password, token, text, name of a file or address of mail ever is, at any level", async () => {
  await using folder = await temporaryFolder("log");
  await using server = await ServerProcess.start(folder.path, { logLevel: "trace" });
  const { deployment } = server;
  const { alice, bob, room } = await pair(deployment);
  const mallory = await newAccount(deployment, "mallory");
  const [refused, said, whispered] = [uniqueText("refused"), uniqueText("said"), uniqueText("whispered")];
  const [mailbox, fileName] = [uniqueName("mail"), uniqueName("file")];
  {
    await using outsider = await connectRooms(mountsOf(deployment).rooms, mallory.token, { address: deployment.address() });
    await using world = await everyone(deployment);
    outsider.say(room, refused);
    for (const speaker of world.all) {
      speaker.connection.sendText(`{"text":"${said}", not JSON`);
      speaker.say(`${said} ${speaker.protocol}`);
      await speaker.sees(`${said} ${speaker.protocol}`);
    }
    outsider.say("lounge", said);
    await outsider.message(said);
    assert.ok(world.openchamp.connection instanceof OpenchampClient);
    world.openchamp.connection.whisper(bob.name, whispered);
    await world.openchamp.connection.fence();
    await post(deployment, `/auth/login?token=${alice.token}`, { json: { username: alice.name, password: "wrong password" } });
    await post(deployment, "/auth/login", { body: `{"username":"${alice.name}","password":"${testPassword}"` });
    await post(deployment, "/chat/retrieve", { token: `${mallory.token}x`, json: { after: 0 } });
    await post(deployment, "/auth/register", {
      json: { username: "mailer", password: "short", email: `${mailbox}@example.com` },
    });
    await post(deployment, "/auth/register", {
      json: { username: "mailer", password: testPassword, email: `${mailbox}@example.com` },
    });
    const base = mountsOf(deployment).openchamp;
    for (const spelt of [`?token=${alice.token}`, `%3ftoken=${alice.token}`, `;token=${alice.token}`, `/${alice.token}`]) {
      const { socket } = await rawRequest(
        base,
        upgradeRequest(base).replace("/openchamp/ws", `/openchamp/ws${spelt}`),
        deployment.address(),
      );
      socket.destroy();
    }
    assert.ok(world.roster.connection instanceof RosterClient);
    const data = Buffer.from(said).toString("base64");
    world.roster.connection.send({ type: "file", file: { name: fileName, type: "text/plain", size: said.length, data } });
    await world.roster.connection.until("the file", (frames) => JSON.stringify(frames).includes(fileName));
  }
  await server.stop();
  const lines = server.log
    .split("\n")
    .flatMap((line) => (line.startsWith("{") ? [JSON.parse(line) as Record<string, unknown>] : []));
  assert.ok(lines.length > 0, "one JSON object a line");
  const ofSend = lines.filter((line) => /refus|reject|send/i.test(String(line["msg"])));
  assert.ok(ofSend.length > 0, `the refused send is logged:\n${server.log}`);
  const secrets = [refused, said, whispered, testPassword, "wrong password", mailbox, fileName];
  for (const secret of [...secrets, alice.token, bob.token, mallory.token]) {
    assert.ok(!server.log.includes(secret), `the log holds ${secret}`);
  }
});
