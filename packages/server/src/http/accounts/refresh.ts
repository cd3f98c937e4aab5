import type { Chat } from "../../core/api.ts";
import { errorBody } from "../refusal.ts";
import { credentialsOf, type Route, route } from "../route.ts";
import { showSigned, signedBody } from "./user.ts";

export function refreshRoute({ accounts }: Chat): Route {
  return route({
    method: "POST",
    path: "/auth/refresh",
    summary: "Exchange the token for a new one of the same session; the old one stops working",
    answers: { 200: signedBody, 401: errorBody, 503: errorBody },
    authenticated: true,
    handle: async (request) => {
      const signed = await accounts.refresh(credentialsOf(request).token);
      return { status: 200, body: showSigned(signed) };
    },
  });
}
