import assert from "node:assert/strict";
import { test } from "node:test";
import type { EventListener } from "../../core/api.ts";
import { boundsWith } from "../../ports/bounds.ts";
import type { Message, Room, RoomEvent, User } from "../../ports/model.ts";
import { untouched } from "../../ports/model.ts";
import { Audience, type EncodeEvent } from "../audience.ts";
import type { Link } from "../contract.ts";
import { testFrame, textOf } from "../testing/talk.ts";
import { Following } from "./following.ts";

const lounge: Room = { id: "lounge", kind: "public", name: "lounge", topic: null, archivedAt: null, pair: [] };
const ann: User = { id: "ann", kind: "account", name: "ann", displayName: null, createdAt: 0, lastActiveAt: 0 };
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

/** The two feeds of one connection, each moved by hand: on several nodes neither waits for the other. */
function world(memberAlready: boolean) {
  const shown: string[] = [];
  const window: Message[] = [];
  let loungeListener: EventListener = () => undefined;
  let ownListener: EventListener | null = null;
  const frameOf: EncodeEvent = (event) => (event.type === "posted" ? testFrame(event.message.text) : null);
  const feed = {
    room: lounge,
    recent: () => window,
    caughtUp: () => undefined,
    attach: (listener: EventListener) => {
      loungeListener = listener;
      return () => {
        loungeListener = () => undefined;
      };
    },
  };
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
  const chat = {
    bounds: boundsWith(),
    feeds: {
      lounge: feed,
      followRooms: async (_id: string, listener: EventListener) => {
        ownListener = listener;
        return () => {
          ownListener = null;
        };
      },
    },
    rooms: { isMember: async () => memberAlready },
  };
  const shared = { chat, lounge: new Audience(feed, frameOf), frameOf, messageFrame: ({ text }: Message) => testFrame(text) };
  return {
    shown,
    following: new Following(shared, link, ann),
    loungeShows: (event: RoomEvent): void => {
      if (event.type === "posted") window.push(event.message);
      loungeListener([event]);
    },
    ownFeedShows: (event: RoomEvent): void => ownListener?.([event]),
    isFollowed: (): boolean => ownListener !== null,
  };
}

test("a user who joins the lounge sees it from the joining on, also what the lounge's feed had shown before the joining arrived", async () => {
  const { shown, following, loungeShows, ownFeedShows } = world(false);
  await following.prepare();
  following.show();
  for (const event of [posted(1), joined(2), posted(3)]) loungeShows(event);
  assert.deepEqual(shown, []);
  ownFeedShows(joined(2));
  loungeShows(posted(4));
  assert.deepEqual(shown, ["3", "4"]);
});

test("a joining that arrives late, or before anything is shown, doubles nothing", async () => {
  const { shown, following, loungeShows, ownFeedShows } = world(true);
  await following.prepare();
  ownFeedShows(joined(1));
  loungeShows(posted(2));
  following.show();
  ownFeedShows(joined(1));
  loungeShows(posted(3));
  assert.deepEqual(shown, ["3"]);
});

test("who leaves the lounge is shown nothing more of it, also when the leaving comes while it is still being asked; who is back is", async () => {
  const left = (seq: number): RoomEvent => ({
    type: "member_left",
    room: lounge,
    seq,
    at: 0,
    user: ann,
    reason: "left",
    by: null,
  });
  const { shown, following, loungeShows, ownFeedShows } = world(true);
  const preparing = following.prepare();
  await Promise.resolve();
  ownFeedShows(left(1));
  await preparing;
  following.show();
  loungeShows(posted(2));
  assert.deepEqual(shown, []);
  ownFeedShows(joined(3));
  loungeShows(posted(4));
  ownFeedShows(left(5));
  loungeShows(posted(6));
  assert.deepEqual(shown, ["4"]);
});

test("nothing is shown or followed after the end, however late the preparation ends", async () => {
  const { shown, following, loungeShows, ownFeedShows, isFollowed } = world(true);
  const preparing = following.prepare();
  following.end();
  await preparing;
  assert.equal(isFollowed(), false);
  following.show();
  ownFeedShows(joined(1));
  loungeShows(posted(2));
  assert.deepEqual(shown, []);
});
