import { renamed } from "../guests.ts";
import type { Heard, Protocol } from "./protocol.ts";
import { isJson, numberIn, objectIn, textIn } from "./read.ts";
import { throwaway } from "./throwaway.ts";

const refusedTokens = ["AUTH_TOKEN_INVALID", "AUTH_TOKEN_EXPIRED"];

/** Accounts only, made over HTTP; the token is the first frame. The lounge is a room like any other. */
export const rooms: Protocol = {
  name: "rooms",
  path: "/chat/connect",
  subprotocols: [],
  register: throwaway,
  greet: ({ token }) => [{ auth_token: token ?? "" }],
  hear: (frame): Heard => {
    if (textIn(frame, "status") === "CONNECTED") return { isIn: true };
    const code = textIn(frame, "error_code");
    if (code !== undefined && refusedTokens.includes(code)) return { isError: true, guest: renamed("rooms"), again: "connect" };
    if (code !== undefined) return { isError: true };
    if (!isJson(frame) || !isJson(frame["message"])) return {};
    const message = objectIn(frame, "message");
    if (textIn(message, "room") !== "lounge") return {};
    const id = numberIn(message, "id");
    const said = { text: textIn(message, "message") ?? "", author: textIn(message, "poster") ?? "" };
    return { said: id === undefined ? said : { ...said, id } };
  },
  say: (text) => ({ room: "lounge", messages: text }),
  lineIn: (frame) => (textIn(frame, "room") === "lounge" ? (textIn(frame, "messages") ?? textIn(frame, "message")) : undefined),
  catchUp: { request: (lastId) => ({ path: "/chat/retrieve", body: { after: lastId } }) },
  flood: () => ({ room: "lounge", messages: " " }),
};
