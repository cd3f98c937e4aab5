import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Component, createElement as h, type ReactNode, useEffect, useState } from "react";
import { Screen } from "../../../zo/src/testing/screen.ts";
import type { Chat } from "../chat.ts";
import * as hooks from "../react.ts";
import { scene } from "../testing/scene.ts";
import { Subscriptions } from "../testing/subscriptions.ts";
import { personOf, refusal } from "../testing/world.ts";

const { useChat, useChatEvent, useConnection, useMe, useMessages, usePresence, useRoom, useRooms, useTyping } = hooks;

/** Shows what is thrown below it. */
class Boundary extends Component<{ readonly children?: ReactNode }, { readonly thrown?: Error }> {
  static getDerivedStateFromError(thrown: Error): { readonly thrown: Error } {
    return { thrown };
  }

  override state: { readonly thrown?: Error } = {};

  override render(): ReactNode {
    return this.state.thrown?.message ?? this.props.children;
  }
}

const namesOf = (rooms: readonly { readonly room: { readonly id: string } }[]): string => rooms.map(({ room }) => room.id).join();

describe("react, in strict mode", () => {
  test("a hook without a provider says what is missing", async () => {
    const { reads } = await scene();
    const Alone = (): ReactNode => useChat().url;
    using screen = new Screen(() => h(Boundary, null, h(Alone)));
    await reads(screen, "no chat: this component needs a ChatProvider above it");
  });

  test("connection, user and rooms are shown and follow the chat, to its end", async () => {
    const { ann, world, net, reads, calm, screen: page } = await scene();
    using screen = page(() => `${useConnection().state} ${useMe()?.name} ${namesOf(useRooms())}`);
    await reads(screen, "online ann den,hall");
    world.post({ roomId: "hall", userId: "ben", text: "hello" });
    await reads(screen, "online ann hall,den");
    net.isUp = false;
    net.cut();
    await reads(screen, "offline ann hall,den");
    net.isUp = true;
    await calm();
    await reads(screen, "online ann hall,den");
    await ann.chat.close();
    await reads(screen, "closed ann hall,den");
    assert.deepEqual(screen.complaints, []);
  });

  test("useMessages loads the newest messages and shows what becomes of them; its functions lead through the history", async () => {
    const { ann, world, reads, screen: page } = await scene({}, { page: 2 });
    for (const text of ["one", "two", "three"]) world.post({ roomId: "den", userId: "ben", text });
    const seen: hooks.RoomMessages[] = [];
    using screen = page(() => {
      const used = useMessages("den");
      useEffect(() => void seen.push(used));
      const { messages, isLoaded, hasOlder, hasNewer } = used;
      return `${isLoaded} ${hasOlder} ${hasNewer}: ${messages.map(({ text, state }) => `${text} ${state}`).join()}`;
    });
    await reads(screen, "true true false: two sent,three sent");
    ann.send("den", "four");
    await reads(screen, "true true false: two sent,three sent,four sent");
    await Promise.all([seen.at(-1)?.loadOlder(), reads(screen, "true false false: one sent,two sent,three sent,four sent")]);
    world.edit("ben", 1, "eins");
    await reads(screen, "true false false: eins sent,two sent,three sent,four sent");
    const [first, last] = [seen.at(0), seen.at(-1)];
    for (const name of ["loadOlder", "loadNewer", "loadLatest", "loadAround"] as const) assert.equal(first?.[name], last?.[name]);
    assert.deepEqual(screen.complaints, []);
  });

  test("useMessages renders for messages, not for what is read, muted or who has joined", async () => {
    const { ann, world, reads, calm, screen: page } = await scene();
    let renders = 0;
    using screen = page(() => {
      renders += 1;
      return useMessages("den")
        .messages.map(({ text }) => text)
        .join();
    });
    const { id } = world.post({ roomId: "den", userId: "ben", text: "one" });
    await reads(screen, "one");
    await calm();
    const before = renders;
    ann.chat.room("den").markRead();
    world.mute("den", "ann", "forever");
    world.join("den", "cleo");
    await calm();
    const { unread, mutedUntil } = ann.chat.room("den").get();
    assert.deepEqual([unread, mutedUntil, renders], [0, "forever", before]);
    world.edit("ben", id, "eins");
    await reads(screen, "eins");
  });

  test("an older part is shown around a message, and newer pages lead back; a message that is not there rejects for who waits", async () => {
    const { world, reads, calm, screen: page } = await scene({}, { page: 2 });
    for (const text of ["one", "two", "three", "four", "five", "six"]) world.post({ roomId: "den", userId: "ben", text });
    let used: hooks.RoomMessages | undefined;
    using screen = page(() => {
      used = useMessages("den");
      return `${used.hasNewer} ${used.messages.map(({ text }) => text).join()}`;
    });
    await reads(screen, "false five,six");
    void used?.loadAround(2);
    await reads(screen, "true two,three");
    void used?.loadNewer();
    await reads(screen, "true two,three,four,five");
    void used?.loadLatest();
    await reads(screen, "false five,six");
    world.refuses = (route) => (route === "messages.page" ? refusal("not_found") : undefined);
    // Nobody waits for the first: it surfaces nowhere.
    void used?.loadAround(3);
    const waited = assert.rejects(used?.loadAround(4) ?? Promise.resolve(), { reason: "not_found" });
    await Promise.all([waited, calm()]);
    assert.equal(screen.text, "false five,six");
  });

  test("useRoom gives the snapshot and the room to act on, and tells when it is gone", async () => {
    const { ann, world, reads, screen: page } = await scene();
    const handles = new Set<unknown>();
    using screen = page(() => {
      const { handle, isLive, role, unread, messages, room } = useRoom("den");
      handles.add(handle);
      return `${room?.name} ${isLive} ${role} ${unread} ${messages.map(({ text }) => text).join()}`;
    });
    world.post({ roomId: "den", userId: "ben", text: "hello" });
    await reads(screen, "den true member 1 hello");
    ann.chat.room("den").markRead();
    await reads(screen, "den true member 0 hello");
    world.remove("den", "ann");
    await reads(screen, "undefined false undefined 0 ");
    assert.deepEqual([...handles], [ann.chat.room("den")]);
    assert.deepEqual(screen.complaints, []);
  });

  test("presence and typing are told while somebody looks; who goes on writing renders nothing", async () => {
    const { world, reads, calm, screen: page } = await scene();
    let renders = 0;
    using screen = page(() => {
      renders += 1;
      const users = useTyping("den").map(({ name }) => name);
      return `${usePresence("ben")?.state} ${users.join()}`;
    });
    await reads(screen, "offline ");
    assert.deepEqual([...world.signals.looksAt].sort(), ["ben", "den"]);
    world.signals.is("ben", "online");
    await reads(screen, "online ");
    world.signals.writes("den", personOf("ben"), true);
    await reads(screen, "online ben");
    const before = renders;
    world.signals.writes("den", personOf("ben"), true);
    world.signals.is("ben", "online");
    await calm();
    assert.equal(renders, before);
    world.signals.writes("den", personOf("ben"), false);
    await reads(screen, "online ");
    screen.unmount();
    await calm();
    assert.deepEqual(world.signals.looksAt, []);
    assert.deepEqual(screen.complaints, []);
  });

  test("useChatEvent hears each event once, by the listener of the last render, and nothing when the component has gone", async () => {
    const { world, reads, calm, screen: page } = await scene();
    const heard: string[] = [];
    let change: (prefix: string) => void = () => undefined;
    using screen = page(() => {
      const [prefix, setPrefix] = useState("a");
      const [last, setLast] = useState("");
      change = setPrefix;
      useChatEvent("message", ({ text }) => {
        heard.push(`${prefix} ${text}`);
        setLast(text);
      });
      return `${prefix} ${last}`;
    });
    await reads(screen, "a ");
    await calm();
    world.post({ roomId: "den", userId: "ben", text: "one" });
    await reads(screen, "a one");
    change("b");
    await reads(screen, "b one");
    world.post({ roomId: "den", userId: "ben", text: "two" });
    await reads(screen, "b two");
    screen.unmount();
    world.post({ roomId: "den", userId: "ben", text: "three" });
    await calm();
    assert.deepEqual(heard, ["a one", "b two"]);
    assert.deepEqual(screen.complaints, []);
  });

  test("another room, or another chat, is subscribed to in the place of the one before", async () => {
    using subscriptions = new Subscriptions();
    const { ann, ben, world, reads, calm } = await scene();
    world.post({ roomId: "den", userId: "ben", text: "in the den" });
    world.post({ roomId: "hall", userId: "ben", text: "in the hall" });
    await calm();
    let show: (shown: { readonly roomId: string; readonly chat: Chat }) => void = () => undefined;
    const heard: string[] = [];
    const Messages = ({ roomId }: { readonly roomId: string }): ReactNode => {
      useChatEvent("message", ({ text }) => heard.push(text));
      useRoom(roomId);
      useTyping(roomId);
      return `${useMe()?.name} ${useMessages(roomId).messages.map(({ text }) => text)} ${hooks.useUnread(roomId).unread}`;
    };
    const before = subscriptions.count;
    using screen = new Screen(() => {
      const [shown, setShown] = useState({ roomId: "den", chat: ann.chat });
      show = setShown;
      return h(hooks.ChatProvider, { value: shown.chat }, h(Messages, { roomId: shown.roomId }));
    });
    await reads(screen, "ann in the den 1");
    await calm();
    const { count } = subscriptions;
    assert.ok(count > before);
    show({ roomId: "hall", chat: ann.chat });
    await reads(screen, "ann in the hall 1");
    await calm();
    assert.deepEqual([subscriptions.count, world.signals.looksAt], [count, ["hall"]]);
    show({ roomId: "hall", chat: ben.chat });
    await reads(screen, "ben in the hall 0");
    await calm();
    assert.deepEqual([subscriptions.count, world.signals.looksAt], [count, ["hall"]]);
    world.post({ roomId: "den", userId: "ann", text: "once" });
    await calm();
    assert.deepEqual(heard, ["once"]);
    assert.deepEqual(screen.complaints, []);
  });

  test("when the components have gone nothing is subscribed", async () => {
    using subscriptions = new Subscriptions();
    const { reads, calm, world, screen: page } = await scene();
    const before = subscriptions.count;
    using screen = page(() => {
      for (const use of [useConnection, useMe, useRooms, hooks.useUnread]) use();
      for (const use of [useRoom, useMessages, useTyping, usePresence, hooks.useUnread]) use("den");
      useChatEvent("event", () => undefined);
      return "here";
    });
    await reads(screen, "here");
    await calm();
    assert.equal(subscriptions.count, before + 10);
    screen.unmount();
    await calm();
    assert.equal(subscriptions.count, before);
    assert.deepEqual(world.signals.looksAt, []);
  });
});
