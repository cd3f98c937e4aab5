import assert from "node:assert/strict";
import { test } from "node:test";
import type { OrderedFeeds, OrderedFollower } from "../../core/api.ts";
import type { Message, Room, RoomEvent, User } from "../../ports/model.ts";
import { untouched } from "../../ports/model.ts";
import type { EncodeEvent } from "../audience.ts";
import type { Link } from "../contract.ts";
import { testFrame, textOf } from "../testing/talk.ts";
import { Following } from "./following.ts";

const lounge: Room = { id: "lounge", kind: "public", name: "lounge", topic: null, archivedAt: null, pair: [] };
const ann: User = { id: "ann", kind: "account", name: "ann", displayName: null, createdAt: 0, lastActiveAt: 0 };
const bob: User = { ...ann, id: "bob", name: "bob" };
const overflowed = (): void => assert.fail("nothing is lost");
const message = (seq: number): Message => ({
  id: seq,
  roomId: "lounge",
  seq,
  author: ann,
  text: String(seq),
  file: null,
  at: 0,
  ...untouched,
});
const posted = (seq: number): RoomEvent => ({ type: "posted", room: lounge, seq, at: 0, message: message(seq) });
const joined = (seq: number, user: User = ann): RoomEvent => ({
  type: "member_joined",
  room: lounge,
  seq,
  at: 0,
  user,
  role: "member",
  by: null,
});

const left = (seq: number, user: User = ann): RoomEvent => ({
  type: "member_left",
  room: lounge,
  seq,
  at: 0,
  user,
  reason: "left",
  by: null,
});

/** What one connection follows, moved by hand. */
function world(memberAlready: boolean) {
  const shown: string[] = [];
  let followers: OrderedFollower[] = [];
  const frameOf: EncodeEvent = (event) => (event.type === "posted" ? testFrame(event.message.text) : null);
  const nothing = (): void => undefined;
  const link: Link = {
    id: "l",
    address: "192.0.2.1",
    send: (frame) => void shown.push(textOf(frame)),
    sendAll: (frames) => void shown.push(...frames.map(textOf)),
    replay: nothing,
    close: nothing,
    deadline: nothing,
    trust: nothing,
  };
  const ordered: OrderedFeeds = {
    async follow(_, follower) {
      followers = [follower];
      return () => {
        followers = [];
      };
    },
  };
  const chat = { feeds: { ordered }, rooms: { isMember: async () => memberAlready } };
  return {
    shown,
    following: new Following({ chat, frameOf }, link, ann),
    tell: (...events: readonly RoomEvent[]): void => {
      for (const { show } of followers) show(events);
    },
    isFollowed: (): boolean => followers.length > 0,
  };
}

test("a user who joins the lounge sees it from the joining on", async () => {
  const { shown, following, tell } = world(false);
  await following.prepare(overflowed);
  following.show();
  tell(posted(1), joined(2, bob), posted(3), joined(4), posted(5));
  tell(posted(6));
  assert.deepEqual(shown, ["5", "6"]);
});

test("a joining that comes before anything is shown, or again, doubles nothing", async () => {
  const { shown, following, tell } = world(true);
  await following.prepare(overflowed);
  tell(joined(1), posted(2));
  following.show();
  tell(joined(1), posted(3));
  assert.deepEqual(shown, ["3"]);
});

test("who leaves the lounge is shown nothing more of it, also when the leaving comes while it is still being asked; who is back is", async () => {
  const { shown, following, tell } = world(true);
  const preparing = following.prepare(overflowed);
  await Promise.resolve();
  tell(left(1));
  await preparing;
  following.show();
  tell(posted(2));
  assert.deepEqual(shown, []);
  tell(joined(3), left(3, bob), posted(4), left(5), posted(6));
  assert.deepEqual(shown, ["4"]);
});

test("nothing is shown or followed after the end, however late the preparation ends", async () => {
  const { shown, following, tell, isFollowed } = world(true);
  const preparing = following.prepare(overflowed);
  following.end();
  await preparing;
  assert.equal(isFollowed(), false);
  following.show();
  tell(joined(1), posted(2));
  assert.deepEqual(shown, []);
});
