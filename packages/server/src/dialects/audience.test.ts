import assert from "node:assert/strict";
import { test } from "node:test";
import type { EventListener, RoomFeed } from "../core/api.ts";
import type { Room, RoomEvent } from "../ports/model.ts";
import { Audience } from "./audience.ts";
import type { Frame, Link } from "./contract.ts";
import { rememberFrames } from "./event-frames.ts";
import { testFrame, textOf } from "./testing/talk.ts";

const room: Room = { id: "lounge", kind: "public", name: "lounge", topic: null, archivedAt: null, pair: [] };
const joined = (seq: number): RoomEvent => ({
  type: "member_joined",
  room,
  seq,
  at: 0,
  user: { id: `u${seq}`, kind: "account", name: `user ${seq}` },
  role: "member",
  by: null,
});

class OneFeed implements RoomFeed {
  readonly room = room;
  listener: EventListener | null = null;
  attached = 0;
  emit(...events: RoomEvent[]): void {
    this.listener?.(events);
  }
  caughtUp(): undefined {
    return undefined;
  }
  recent(): readonly [] {
    return [];
  }
  attach(listener: EventListener): () => void {
    this.attached += 1;
    this.listener = listener;
    return () => {
      this.listener = null;
    };
  }
}

function linkOf(sent: Frame[]): Link {
  const nothing = (): void => undefined;
  return {
    id: "l",
    address: "192.0.2.1",
    send: (frame) => void sent.push(frame),
    sendAll: (frames) => void sent.push(...frames),
    replay: nothing,
    close: nothing,
    deadline: nothing,
    trust: nothing,
  };
}

test("an event is encoded once and all links get the same frame, in seq order", () => {
  const feed = new OneFeed();
  let encoded = 0;
  const audience = new Audience(feed, (event) => {
    encoded += 1;
    return event.seq === 2 ? null : testFrame(String(event.seq));
  });
  const [a, b]: [Frame[], Frame[]] = [[], []];
  audience.join(linkOf(a));
  audience.join(linkOf(b));
  feed.emit(joined(1), joined(2), joined(3));
  assert.equal(encoded, 3);
  assert.deepEqual(a.map(textOf), ["1", "3"]);
  assert.equal(a[0], b[0]);
  assert.equal(a[1], b[1]);
});

test("events committed together are given as one array, the same one to all", () => {
  const feed = new OneFeed();
  const audience = new Audience(feed, (event) => testFrame(String(event.seq)));
  const given: (readonly Frame[])[] = [];
  for (let links = 0; links < 3; links++) {
    audience.join({ ...linkOf([]), send: () => assert.fail(), sendAll: (frames) => void given.push(frames) });
  }
  feed.emit(joined(1), joined(2));
  assert.deepEqual(given[0]?.map(textOf), ["1", "2"]);
  for (const frames of given) assert.equal(frames, given[0]);
  assert.equal(given.length, 3);
});

test("it follows the feed only while it has links, and a link that left gets nothing more", () => {
  const feed = new OneFeed();
  const audience = new Audience(feed, (event) => testFrame(String(event.seq)));
  const [a, b]: [Frame[], Frame[]] = [[], []];
  assert.equal(feed.listener, null);
  const leaveA = audience.join(linkOf(a));
  const leaveB = audience.join(linkOf(b));
  assert.equal(feed.attached, 1);
  leaveA();
  leaveA();
  feed.emit(joined(1));
  assert.deepEqual([a.length, b.length, audience.size], [0, 1, 1]);
  leaveB();
  assert.equal(feed.listener, null);
  audience.join(linkOf(a));
  assert.equal(feed.attached, 2);
});

test("an event's frame is remembered, also that it has none", () => {
  let encoded = 0;
  const frameOf = rememberFrames((event) => {
    encoded += 1;
    return event.seq === 1 ? null : testFrame(String(event.seq));
  });
  const [hidden, shown] = [joined(1), joined(2)];
  assert.equal(frameOf(hidden), frameOf(hidden));
  assert.equal(frameOf(shown), frameOf(shown));
  assert.equal(encoded, 2);
});
