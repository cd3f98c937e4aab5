/** A client on Deno, with Deno's own WebSocket: prints what it saw, a line of JSON each. Run by client/deno.test.ts. */
import { attempt, createClient } from "@parlance/zo/client";
import type { SuiteApp } from "./suite-app.ts";

interface DenoGlobal {
  readonly args: readonly string[];
  readonly version: { readonly deno: string };
}

const { Deno, WebSocket } = globalThis as { readonly Deno?: DenoGlobal; readonly WebSocket: { readonly name: string } };
if (Deno === undefined) throw new Error("this file is for Deno");
const [url = ""] = Deno.args;

// biome-ignore lint/suspicious/noConsole: what it saw is what it is for
const say = (...words: unknown[]): void => console.log(JSON.stringify(words));
const next = <T>(on: (listener: (value: T) => void) => () => void): Promise<T> =>
  new Promise((resolve) => {
    const stop = on((value) => {
      stop();
      resolve(value);
    });
  });

const client = createClient<SuiteApp>(url, { headers: { user: "deno" }, minReconnectionDelay: 1, maxReconnectionDelay: 5 });
client.onError(({ code, route }) => say("error", code, route));
say("runs on", WebSocket.name, client.connectionState);

const answer = next(client.on.echo.onText);
client.send.echo.text({ text: "queued" });
say("message", (await answer).text);

say("call", (await client.call.call.whoami()).user, (await client.call.call.day(new Date(0))).toISOString());
const full = await attempt(client.call.call.full());
say("declared error", full.ok ? "" : full.error.code);
const late = await attempt(client.call.call.hang(undefined, { timeoutMs: 1 }));
say("timeout", late.ok ? "" : late.error.code);

// The server drops the connection when it reads this line: the call that was on its way fails, and the next is answered.
const lost = attempt(client.call.call.hang());
const opening = new Promise<void>((resolve) => client.onOpen(resolve));
say("cut me off");
const outcome = await lost;
say("cut off", outcome.ok ? "" : outcome.error.code);
await opening;
say("again", await client.call.call.double(21));

client.on.echo.onText(() => client.reconnect());
const events: number[] = [];
for await (const { n, at } of client.subscribe.stream.log({ upTo: 7 })) events.push(at.getTime() === n ? n : -1);
say("stream", ...events);

client.close();
say("end", client.connectionState, client.readyState);
