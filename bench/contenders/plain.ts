/** Contenders that hand on what they are sent, to the room of the path or the one the text begins with: the floor, `ws` and Bun. */
import { fileURLToPath } from "node:url";
import { bunProgram } from "../../packages/zo/src/testing/bun.ts";
import { Child } from "../lib/child.ts";
import { compiled } from "../lib/native.ts";
import { upgradeRequest } from "../lib/upgrade-request.ts";
import { addressed, type Contender, type Guarantees, type Plan, pathsOf, type Stage } from "./contender.ts";

const serverFile = (name: string): string => fileURLToPath(new URL(`servers/${name}`, import.meta.url));

async function start(command: readonly string[], plan: Plan): Promise<Stage> {
  const server = Child.start({ side: "server", command });
  const port = await server.line(Number);
  const isPrivate = plan.kind === "private";
  const addressBytes = isPrivate ? addressed(0).length : 0;
  return {
    server,
    connection: { port, request: pathsOf(plan).map((path) => upgradeRequest(path)) },
    steps: [],
    kind: "text",
    textBytesFor: (payloadBytes) => payloadBytes - addressBytes,
    say: (text, _from, to) => (isPrivate ? `${addressed(to)}${text}` : text),
    textIn: (payload) => payload.toString().slice(addressBytes),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const nothing: Guarantees = { durable: "no", ordered: "while connected", validated: "no", authenticated: "no" };

interface Plain {
  readonly name: string;
  readonly label: string;
  readonly missing?: () => string | undefined;
  readonly command: () => readonly string[];
}

const plain = ({ name, label, missing = () => undefined, command }: Plain): Contender => ({
  name,
  label,
  guarantees: nothing,
  missing,
  start: (plan) => start(command(), plan),
});

export const floor = plain({ name: "floor", label: "C epoll floor", command: () => [compiled("floor")] });

export const wsLoop = plain({
  name: "ws",
  label: "`ws`, a loop over the room",
  command: () => [process.execPath, serverFile("ws.ts")],
});

export const bun = plain({
  name: "bun",
  label: "Bun, native publish",
  missing: () => (bunProgram() === undefined ? "the npm package bun has no program for this machine" : undefined),
  command: () => [bunProgram() ?? "", serverFile("bun.ts")],
});
