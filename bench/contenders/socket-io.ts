/** Socket.IO, spoken as its own client does: Engine.IO 4 and Socket.IO 5 inside the WebSocket. */
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { Child } from "../lib/child.ts";
import { upgradeRequest } from "../lib/upgrade-request.ts";
import { type Contender, type Plan, pathsOf, type Stage } from "./contender.ts";

const file = fileURLToPath(new URL("servers/socket-io.ts", import.meta.url));
const event = z.tuple([z.literal("m"), z.string()]);
/** "42" is an event, "40" joins the namespace and is answered by one, "2" is a ping and "3" its pong. */
const encode = (words: readonly string[]): string => `42${JSON.stringify(words)}`;

async function start(plan: Plan): Promise<Stage> {
  const server = Child.start({ side: "server", command: [process.execPath, file] });
  const port = await server.line(Number);
  const request = pathsOf(plan).map((path) => upgradeRequest(`/socket.io/?EIO=4&transport=websocket&room=${path.slice(1)}`));
  return {
    server,
    connection: { port, request, ping: { hear: "2", say: "3", kind: "text" } },
    steps: [{ hear: '0{"sid"' }, { say: "40" }, { hear: '40{"sid"' }],
    kind: "text",
    textBytesFor: (payloadBytes) => payloadBytes - encode(["m", ""]).length,
    say: (text, _from, to) => encode(plan.kind === "private" ? ["to", String(to), text] : ["m", text]),
    textIn: (payload) => {
      const said = payload.toString();
      if (!said.startsWith("42")) throw new Error(`no event: ${said}`);
      return event.parse(JSON.parse(said.slice(2)))[1];
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

export const socketIo: Contender = {
  name: "socket.io",
  label: "Socket.IO",
  guarantees: { durable: "no", ordered: "while connected", validated: "no", authenticated: "no" },
  missing: () => undefined,
  start,
};
