import { renamed } from "../guests.ts";
import type { Guest, Heard, Protocol } from "./protocol.ts";
import { objectIn, textIn } from "./read.ts";
import { throwaway } from "./throwaway.ts";

function withToken(guest: Guest, frame: unknown): Heard {
  const payload = objectIn(frame, "payload");
  const token = textIn(payload, "token");
  return { isIn: true, guest: { ...guest, name: textIn(payload, "username") ?? guest.name, ...(token && { token }) } };
}

/** Accounts only; the token is the first frame. */
export const openchamp: Protocol = {
  name: "openchamp",
  path: "/openchamp/ws",
  subprotocols: [],
  register: throwaway,
  greet: ({ token }) => [{ type: "token_auth", payload: { token: token ?? "" } }],
  hear: (frame, guest): Heard => {
    const payload = objectIn(frame, "payload");
    switch (textIn(frame, "type")) {
      case "register_success":
      case "auth_success":
        return withToken(guest, frame);
      case "auth_error":
        return { isError: true, guest: renamed("openchamp"), again: "connect" };
      case "global_chat":
        return { said: { text: textIn(payload, "message") ?? "", author: textIn(payload, "username") ?? "" } };
      case "error":
        return { isError: true };
      case "player_count":
        return { isAnswer: true };
      default:
        return {};
    }
  },
  say: (text) => ({ type: "global_chat", payload: text }),
  lineIn: (frame) => (textIn(frame, "type") === "global_chat" ? textIn(frame, "payload") : undefined),
  flood: () => ({ type: "count" }),
};
