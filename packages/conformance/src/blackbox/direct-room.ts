/** What several suites need of rooms: the lounge's id, and a pair of accounts with a direct room. */
import assert from "node:assert/strict";
import { type Account, newAccount } from "../accounts.ts";
import { connectOpenchamp } from "../clients/openchamp.ts";
import { type RoomsMessage, retrieve } from "../clients/rooms.ts";
import { type Deployment, mountsOf, uniqueText } from "../deployment.ts";

export const lounge = "lounge";

/** Two accounts and the id of their direct room, which `seed` opened it with. */
export async function pair(deployment: Deployment): Promise<{ alice: Account; bob: Account; room: string; seed: RoomsMessage }> {
  const [alice, bob] = [await newAccount(deployment, "alice"), await newAccount(deployment, "bob")];
  await using client = await connectOpenchamp(mountsOf(deployment).openchamp, {
    address: deployment.address(),
    token: alice.token,
  });
  const text = uniqueText("seed");
  client.whisper(bob.name, text);
  await client.fence();
  const seed = (await retrieve(deployment, bob.token, 0)).find((message) => message.message === text);
  assert.ok(seed !== undefined, "a private message is kept in the pair's direct room");
  return { alice, bob, room: seed.room, seed };
}
