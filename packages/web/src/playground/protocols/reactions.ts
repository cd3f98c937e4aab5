import type { Heard, Protocol } from "./protocol.ts";
import { objectIn, textIn } from "./read.ts";

/** Who one is follows from the address; the name goes along with each message. History comes by itself, as the same frames. */
export const reactions: Protocol = {
  name: "reactions",
  path: "/reactions/ws",
  subprotocols: [],
  isInAtOnce: true,
  replays: true,
  greet: () => [],
  hear: (frame): Heard => {
    if (textIn(frame, "type") === "error") return { isError: true };
    if (textIn(frame, "type") !== "message") return {};
    const data = objectIn(frame, "data");
    return { said: { text: textIn(data, "text") ?? "", author: textIn(data, "author_name") ?? "" } };
  },
  say: (text, { name }) => ({ type: "send_message", data: { text, author_name: name } }),
  lineIn: (frame) => (textIn(frame, "type") === "send_message" ? textIn(objectIn(frame, "data"), "text") : undefined),
  flood: () => ({ type: "send_message", data: { text: " " } }),
};
