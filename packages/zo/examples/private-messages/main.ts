/** Alice writes to Bob: `node packages/zo/examples/private-messages/main.ts`. */
import { connect } from "./client.ts";
import { start } from "./server.ts";

const server = await start(0);
const bob = connect(server.url, "bob");
const bobsId = new Promise<string>((resolve) => bob.client.on.connection.onClientId(({ clientId }) => resolve(clientId)));
const arrived = new Promise<void>((resolve) => bob.client.on.chat.onPrivate(() => resolve()));

const alice = connect(server.url, "alice");
alice.sendPrivateMessage(await bobsId, "hello Bob");
await arrived;

alice.client.close();
bob.client.close();
await server.stop();
