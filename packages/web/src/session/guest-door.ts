/** Whether a guest would be let in, asked before they are: browsers do not tell a page why a WebSocket was refused. */
import { ask } from "./ask.ts";
import { chatUrl } from "./chat-url.ts";
import type { Session } from "./session.ts";

const timeoutMs = 10_000;

export type Reception = "in" | "refused" | "unreachable";

export async function knock({ name, secret }: Extract<Session, { kind: "guest" }>): Promise<Reception> {
  const url = new URL(chatUrl);
  url.searchParams.set("name", name);
  url.searchParams.set("id", secret);
  if (await opens(url)) return "in";
  return (await isServerThere()) ? "refused" : "unreachable";
}

function opens(url: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url);
    const timer = setTimeout(() => socket.close(), timeoutMs);
    socket.onopen = () => {
      resolve(true);
      socket.close();
    };
    socket.onclose = () => {
      clearTimeout(timer);
      resolve(false);
    };
  });
}

/** It answers that one has to say who one is. */
export async function isServerThere(): Promise<boolean> {
  const answer = await ask("/user/info", { method: "GET" });
  return answer.kind === "done" || (answer.kind === "refused" && answer.code !== "" && answer.status < 500);
}

/** `crypto.randomUUID` is not there for pages that came by plain HTTP, as in a home network. */
export function newSecret(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
