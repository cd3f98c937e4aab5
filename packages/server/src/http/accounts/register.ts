import { z } from "zod";
import type { Chat } from "../../core/api.ts";
import { errorBody } from "../refusal.ts";
import { type Route, route } from "../route.ts";
import { showSigned, signedBody } from "./user.ts";

const body = z
  .object({
    username: z.string(),
    password: z.string(),
    email: z.string().nullish().meta({ description: "Optional" }),
    visitor: z.boolean().default(false).meta({
      description:
        "For somebody who only looks, as the playground does: it is not the server's first account, who is its administrator",
    }),
  })
  .meta({ title: "Registration" });

export function registerRoute({ accounts }: Chat): Route {
  return route({
    method: "POST",
    path: "/auth/register",
    summary: "Make an account and log in to it",
    body,
    answers: { 200: signedBody, 400: errorBody, 409: errorBody, 429: errorBody, 503: errorBody },
    authenticated: false,
    handle: async ({ body: { username, password, email, visitor: isVisitor }, address, userAgent: label }) => {
      const signed = await accounts.register({ name: username, password, email: email ?? undefined, isVisitor, address, label });
      return { status: 200, body: showSigned(signed) };
    },
  });
}
