import type { Heard, Protocol } from "./protocol.ts";
import { numberIn, objectIn, textIn } from "./read.ts";

/** Who comes is said in the URL; an id of the guest's own makes a reload the same guest. */
export const zo: Protocol = {
  name: "zo",
  path: "/zo",
  subprotocols: [],
  isInAtOnce: true,
  query: ({ name, id }) => ({ name, id }),
  greet: () => [{ type: "zo.hello" }],
  hear: (frame): Heard => {
    if (textIn(frame, "type") === "zo.error") return { isError: true };
    if (textIn(frame, "type") !== "lounge.onMessage") return {};
    const payload = objectIn(frame, "payload");
    const id = numberIn(payload, "id");
    const said = { text: textIn(payload, "text") ?? "", author: textIn(payload, "from") ?? "" };
    return { said: id === undefined ? said : { ...said, id } };
  },
  say: (text) => ({ type: "lounge.send", payload: { text } }),
  catchUp: { frame: (callId) => ({ type: "lounge.history", id: callId, payload: { limit: 10 } }) },
  ping: { type: "zo.ping" },
  pingTypes: ["zo.ping", "zo.pong"],
  flood: () => ({ type: "zo.ping" }),
};
