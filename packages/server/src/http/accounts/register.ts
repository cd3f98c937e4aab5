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
    handle: async ({ body: { username, password, email }, address, userAgent: label }) => {
      const signed = await accounts.register({ name: username, password, email: email ?? undefined, address, label });
      return { status: 200, body: showSigned(signed) };
    },
  });
}
