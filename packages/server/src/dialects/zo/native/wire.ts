/** The native routes as messages of the wire contract, made from the routes themselves: none can be left out. */
import { nativeRoutes } from "@parlance/client/contract";
import { z } from "zod";
import type { WireMessage } from "../../contract.ts";
import { sampleOf } from "./sample.ts";
import { summaries } from "./summaries.ts";

type Route =
  | { readonly kind: "incoming" | "outgoing"; readonly payload: z.ZodType }
  | { readonly kind: "procedure"; readonly input: z.ZodType; readonly output: z.ZodType };
type ByName<T> = Readonly<Record<string, Readonly<Record<string, T>>>>;

const callId = z.int().min(0).meta({ description: "Of the caller's choice; the answer carries it" });

/** The frames of a call's request and of its answer are told apart by the answer's name, which is not its type: `rooms.join.result`. */
export function nativeMessages(): readonly WireMessage[] {
  const areas: ByName<Route> = nativeRoutes;
  const lines: ByName<string> = summaries;
  return Object.entries(areas).flatMap(([area, routes]) =>
    Object.entries(routes).flatMap(([name, route]) => messagesOf(`${area}.${name}`, route, lines[area]?.[name] ?? "")),
  );
}

function messagesOf(name: string, route: Route, summary: string): readonly WireMessage[] {
  const type = z.literal(name);
  if (route.kind !== "procedure") {
    const schema = z.looseObject({ type, payload: route.payload });
    const example = { type: name, payload: sampleOf(route.payload) };
    return [{ name, from: route.kind === "incoming" ? "client" : "server", summary, schema, examples: [example] }];
  }
  const { input, output } = route;
  const result = z.literal("zo.result");
  // What answers nothing has no payload.
  const isBare = output instanceof z.ZodVoid;
  const answer = isBare
    ? z.looseObject({ type: result, id: callId })
    : z.looseObject({ type: result, id: callId, payload: output });
  return [
    {
      name,
      from: "client",
      summary: `${summary}; answered by \`zo.result\``,
      schema: z.looseObject({ type, id: callId, payload: input }),
      examples: [{ type: name, id: 4, payload: sampleOf(input) }],
    },
    {
      name: `${name}.result`,
      from: "server",
      summary: `The \`zo.result\` that answers \`${name}\``,
      schema: answer,
      examples: [{ type: "zo.result", id: 4, ...(isBare ? {} : { payload: sampleOf(output) }) }],
    },
  ];
}
