import assert from "node:assert/strict";
import { test } from "node:test";
import { createElement as h } from "react";
import { renderToString } from "react-dom/server";
import { useConnection, useMe, useMessages, useRooms, useUnread } from "../react.ts";
import { scene, within } from "../testing/scene.ts";
import { Subscriptions } from "../testing/subscriptions.ts";

test("on a server the present snapshots are rendered, and nothing is subscribed", async () => {
  using subscriptions = new Subscriptions();
  const { ann, world, net, calm } = await scene();
  world.post({ roomId: "den", userId: "ben", text: "hello" });
  await Promise.all([calm(), ann.chat.room("den").loadLatest(), net.settle()]);
  const before = subscriptions.count;
  const Page = () => {
    const rooms = useRooms().map(({ room }) => room.id);
    const texts = useMessages("den").messages.map(({ text }) => text);
    return `${useConnection().state} ${useMe()?.name} ${rooms} ${texts} ${useUnread().unread}`;
  };
  assert.equal(renderToString(h(within(ann.chat, Page))), "online ann den,hall hello 1");
  assert.equal(subscriptions.count, before);
});
