import type { CaughtUp, RoomEvent } from "@parlance/client/contract";
import type { FileLinks } from "../../../core/api.ts";
import type * as model from "../../../ports/model.ts";
import type * as sync from "../../../ports/sync.ts";
import { messageOf, personOf, roomOf } from "./words.ts";

/** An event as native clients are told of it, live or read back. */
export function eventOf(event: model.RoomEvent, files: FileLinks): RoomEvent {
  const { room, seq, at } = event;
  const place = { roomId: room.id, seq, at };
  switch (event.type) {
    case "posted":
      return { type: event.type, ...place, message: messageOf(event.message, files) };
    case "edited": {
      // Reactions have events of their own.
      const { reactions: _, ...message } = messageOf(event.message, files);
      return { type: event.type, ...place, by: personOf(event.by), message };
    }
    case "deleted":
    case "pinned":
    case "unpinned":
      return { type: event.type, ...place, by: personOf(event.by), messageId: event.message.id };
    case "reaction_added":
    case "reaction_removed":
      return { type: event.type, ...place, messageId: event.message.id, emoji: event.emoji, userId: event.userId };
    case "member_joined":
      return { type: event.type, ...place, user: personOf(event.user), role: event.role, ...byOf(event.by), room: roomOf(room) };
    case "member_left":
      return { type: event.type, ...place, user: personOf(event.user), reason: event.reason, ...byOf(event.by) };
    case "banned":
    case "unbanned":
      return { type: event.type, ...place, user: personOf(event.user), by: personOf(event.by) };
    case "role_changed":
      return { type: event.type, ...place, user: personOf(event.user), role: event.role, by: personOf(event.by) };
    case "room_changed":
      return { type: event.type, ...place, by: personOf(event.by), room: roomOf(room) };
  }
}

const byOf = (by: model.Person | null) => (by === null ? {} : { by: personOf(by) });

export function caughtUpOf(caughtUp: sync.CaughtUp, files: FileLinks): CaughtUp {
  const { roomId } = caughtUp;
  switch (caughtUp.kind) {
    case "events":
      return { kind: "events", roomId, events: caughtUp.events.map((event) => eventOf(event, files)) };
    case "fresh": {
      const { seq, messages, hasOlder } = caughtUp;
      return { kind: "fresh", roomId, seq, messages: messages.map((message) => messageOf(message, files)), hasOlder };
    }
    case "gone":
      return { kind: "gone", roomId };
  }
}
