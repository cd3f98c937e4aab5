import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { type Bus, localBus } from "../bus.ts";
import { create } from "../index.ts";
import { connected, served } from "../testing/nodes.ts";

const zo = create();
const routes = {
  join: zo.procedure({ input: z.string(), output: z.string() }),
  onNews: zo.message.outgoing({ payload: z.object({ text: z.string(), at: z.date() }) }),
};
const app = zo.router(routes, {
  join: ({ input, ctx }) => {
    for (const room of input.split(" ")) ctx.rooms.join(room);
    return ctx.clientId;
  },
});

/** A bus that says how much it carried, by topic. */
function counted(bus: Bus): Bus & { readonly topics: string[] } {
  const topics: string[] = [];
  return {
    topics,
    publish: (topic, data) => {
      topics.push(topic.split(":")[0] ?? "");
      bus.publish(topic, data);
    },
    subscribe: (topic, listener) => bus.subscribe(topic, listener),
  };
}

test("O3, O5: to, toRoom, broadcast and except reach connections of other nodes, each once", async () => {
  const bus = counted(localBus());
  await using one = await served(app, { bus });
  await using two = await served(app, { bus });
  await Promise.all([one.zo.hub.ready(), two.zo.hub.ready()]);
  using first = connected<typeof app>(one.url);
  using second = connected<typeof app>(two.url);
  using third = connected<typeof app>(two.url);
  const clients = [first, second, third];
  const got: string[] = [];
  const [ann, bob, cat] = await Promise.all(
    clients.map((client, at) => {
      client.on.onNews(({ text, at: time }) => got.push(`${"abc"[at]} ${text} ${time.getTime()}`));
      return client.call.join(["r s", "r s", "s"][at] ?? "");
    }),
  );
  assert.ok(ann && bob && cat);
  const news = (text: string) => one.zo.send.onNews({ text, at: new Date(1) });
  news("all").broadcast();
  news("ids").to([ann, cat, cat, "nobody", "no.body"]);
  news("rooms").toRoom(["r", "s"]);
  news("not bob").except([bob]).toRoom(["r", "s"]);
  news("elsewhere").toRoom(["nobody is here"]);
  // What comes last on the bus: after it, everything has come.
  const end = Promise.all(
    clients.map(
      (client) => new Promise<void>((resolve) => client.on.onNews(({ text }) => (text === "end" ? resolve() : undefined))),
    ),
  );
  news("end").broadcast();
  await end;
  const of = (letter: string) => got.filter((line) => line.startsWith(letter)).map((line) => line.slice(2));
  assert.deepEqual(of("a"), ["all 1", "ids 1", "rooms 1", "not bob 1", "end 1"]);
  assert.deepEqual(of("b"), ["all 1", "rooms 1", "end 1"]);
  assert.deepEqual(of("c"), ["all 1", "ids 1", "rooms 1", "not bob 1", "end 1"]);
  // A client id leads to its node: nobody else is asked. ("no.body" may be a node that is not there.)
  assert.deepEqual(bus.topics, ["all", "node", "node", "room", "room", "room", "room", "room", "all"]);
});

test("a node listens to a room as long as it has members in it", async () => {
  const subscribed = new Set<string>();
  const local = localBus();
  const bus: Bus = {
    publish: (topic, data) => local.publish(topic, data),
    subscribe: (topic, listener) => {
      const subscription = local.subscribe(topic, listener);
      subscribed.add(topic);
      return { ready: subscription.ready, unsubscribe: () => subscribed.delete(topic) && subscription.unsubscribe() };
    },
  };
  const node = await served(app, { bus });
  using first = connected<typeof app>(node.url);
  using second = connected<typeof app>(node.url);
  const clients = [first, second];
  for (const client of clients) await client.call.join("r");
  assert.ok(subscribed.has("room:r"));
  for (const client of clients) client.close();
  await node[Symbol.asyncDispose]();
  assert.deepEqual([...subscribed], []);
});
