import { z } from "zod";
import type { Chat } from "../../core/api.ts";
import { errorBody } from "../refusal.ts";
import { type Route, route } from "../route.ts";
import { showSigned, signedBody } from "./user.ts";

const body = z.object({ username: z.string(), password: z.string() }).meta({ title: "Login" });

/** Answers alike, and as late, whether the account is unknown or the password wrong. */
export function loginRoute({ accounts }: Chat): Route {
  return route({
    method: "POST",
    path: "/auth/login",
    summary: "Log in",
    body,
    answers: { 200: signedBody, 400: errorBody, 401: errorBody, 403: errorBody, 429: errorBody, 503: errorBody },
    authenticated: false,
    handle: async ({ body: { username, password }, address, userAgent: label }) => {
      const signed = await accounts.login({ name: username, password, address, label });
      return { status: 200, body: showSigned(signed) };
    },
  });
}
