/** What a client's types say, and what they refuse. Compiled with the project, never run. */
import { WebSocket as NodeWebSocket } from "ws";
import { attempt, type Client, createClient, type ZoError } from "../client.ts";
import type { RoutesOf } from "../contract/infer.ts";
import { holds, type Same } from "./assert.ts";
import type { appRouter, routes } from "./contract.ts";

export function socketTypes(): void {
  createClient<typeof routes>("ws://x", { WebSocket });
  createClient<typeof routes>("ws://x", { WebSocket: NodeWebSocket });
  // @ts-expect-error: not a class of sockets
  createClient<typeof routes>("ws://x", { WebSocket: Date });
}

export async function clientTypes(): Promise<void> {
  const client = createClient<typeof appRouter>("ws://x");

  // By the router or by its routes: the same client.
  holds<Same<Client<RoutesOf<typeof routes>>, typeof client>>();

  client.send.chat.send({ room: "a" });
  client.send.chat.send({ room: "a", at: new Date() });
  client.send.chat.deep.deeper.ping();
  // @ts-expect-error: a room is a string
  client.send.chat.send({ room: 7 });
  // @ts-expect-error: `room` is missing
  client.send.chat.send({});
  // @ts-expect-error: there is no `rom`
  client.send.chat.send({ rom: "a" });
  // @ts-expect-error: a date is a Date
  client.send.chat.send({ room: "a", at: "2020-01-01" });
  // @ts-expect-error: an outgoing message is listened to
  client.send.chat.onMessage({ text: "a", at: new Date() });
  // @ts-expect-error: no such route
  client.send.chat.nothing({});
  // @ts-expect-error: a procedure is called
  client.send.math.length("x");
  // @ts-expect-error: a branch without incoming messages is not there
  client.send.math;

  // What was sent with a default arrives with its value; a Date is a Date.
  const stop = client.on.chat.onMessage((message) => {
    holds<Same<typeof message, { text: string; at: Date; n: number }>>();
  });
  holds<Same<typeof stop, () => void>>();
  client.on.onBye(() => undefined);
  // @ts-expect-error: an incoming message is sent
  client.on.chat.send(() => undefined);

  // Input as it is written, output as it is read.
  const length = await client.call.math.length("x", { timeoutMs: 5, signal: AbortSignal.timeout(5) });
  holds<Same<typeof length, string>>();
  // @ts-expect-error: the input is a text
  await client.call.math.length(7);
  // @ts-expect-error: a message is not called
  client.call.chat;

  const result = await attempt(client.call.math.length("x"));
  if (result.ok) holds<Same<typeof result.value, string>>();
  else if (result.error.code === "too_long") holds<Same<typeof result.error.data, { limit: number } | undefined>>();
  else if (result.error.code === "forbidden_word") holds<Same<typeof result.error.data, string | undefined>>();
  else if (result.error.code === "not_found") holds<Same<typeof result.error.data, Date | undefined>>();
  else {
    // The catalogue's codes are left, and no others.
    const known: ZoError<"timeout" | "internal" | "disconnected"> | undefined =
      result.error.code === "timeout" || result.error.code === "internal" ? undefined : undefined;
    // @ts-expect-error: nobody declares this code
    if (result.error.code === "nonsense") return known;
  }

  for await (const event of client.subscribe.feed({ room: "a" }, { after: "1", credit: 5 })) {
    holds<Same<typeof event, { at: Date }>>();
  }
  // @ts-expect-error: `room` is missing
  client.subscribe.feed({});
}
