import type { Heard, Protocol } from "./protocol.ts";
import { numberIn, objectIn, textIn } from "./read.ts";

const answers = ["zo.pong", "zo.result", "zo.hello", "connection.onClientId"];

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
    const type = textIn(frame, "type") ?? "";
    if (type !== "lounge.onMessage") return answers.includes(type) ? { isAnswer: true } : {};
    const payload = objectIn(frame, "payload");
    const id = numberIn(payload, "id");
    // A file's message may have no words; other protocols say its address.
    const text = textIn(payload, "text") || textIn(objectIn(payload, "file"), "url");
    const said = { text: text ?? "", author: textIn(payload, "from") ?? "" };
    return { said: id === undefined ? said : { ...said, id } };
  },
  say: (text) => ({ type: "lounge.send", payload: { text } }),
  lineIn: (frame) => {
    const payload = objectIn(frame, "payload");
    const isLine = textIn(frame, "type") === "lounge.send" || textIn(payload, "roomId") === "lounge";
    return isLine ? textIn(payload, "text") : undefined;
  },
  catchUp: { frame: (callId) => ({ type: "lounge.history", id: callId, payload: { limit: 10 } }) },
  ping: { type: "zo.ping" },
  pingTypes: ["zo.ping", "zo.pong"],
  flood: () => ({ type: "lounge.send", payload: { text: " " } }),
};
