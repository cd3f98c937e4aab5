/** The visitor's own names, tokens and rooms, and ids of what was said last: so that a form's first frame does something. */
import type { Entry } from "../column/entries.ts";
import type { Guest } from "../protocols/protocol.ts";
import { isRecord } from "../schema/json-schema.ts";
import type { Hints } from "./defaults.ts";

/** `other`: the name of somebody who is in. */
export function hintsFor(guest: Guest, other: string, entries: readonly Entry[]): Hints {
  const { name, id, token, password } = guest;
  const message = lastId(entries);
  return {
    username: name,
    author_name: name,
    id,
    password,
    target: other,
    targetUserId: other,
    room: "lounge",
    roomId: "lounge",
    roomIds: ["lounge"],
    ...(token !== undefined && { auth_token: token, token }),
    ...(message !== undefined && { message_id: message, messageId: message }),
  };
}

/** Of the last message that came: reactions' is a UUID, those of others are numbers. */
function lastId(entries: readonly Entry[]): unknown {
  for (const entry of entries.toReversed()) {
    if (entry.kind !== "frame" || entry.direction === "sent" || !entry.isSaid || !isRecord(entry.value)) continue;
    const holder = [entry.value["data"], entry.value["payload"], entry.value]
      .filter(isRecord)
      .find((one) => one["id"] !== undefined);
    if (holder !== undefined) return holder["id"];
  }
  return undefined;
}
