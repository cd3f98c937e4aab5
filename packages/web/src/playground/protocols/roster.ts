import { renamed } from "../guests.ts";
import type { Heard, Protocol } from "./protocol.ts";
import { textIn } from "./read.ts";

/** A name and an id of one's own choice, no password. Who is there and the last messages come after `init`, by themselves. */
export const roster: Protocol = {
  name: "roster",
  path: "/chat",
  subprotocols: [],
  greet: ({ name, id }) => [{ type: "init", username: name, id }],
  hear: (frame, guest): Heard => {
    switch (textIn(frame, "type")) {
      // The last of the three frames that greet.
      case "history":
        return { isIn: true };
      case "message":
        return { said: { text: textIn(frame, "content") ?? "", author: textIn(frame, "sender") ?? "" } };
      case "error":
        if (textIn(frame, "code") !== "USERNAME_TAKEN") return { isError: true };
        return { isError: true, guest: { ...renamed("roster"), id: guest.id }, again: "greet" };
      default:
        return {};
    }
  },
  say: (text) => ({ type: "text", text }),
  lineIn: (frame) => (textIn(frame, "type") === "text" ? textIn(frame, "text") : undefined),
  flood: () => ({ type: "text", text: " " }),
};
