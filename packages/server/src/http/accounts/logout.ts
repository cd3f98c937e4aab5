import type { Chat } from "../../core/api.ts";
import { errorBody } from "../refusal.ts";
import { credentialsOf, type Route, route } from "../route.ts";

export function logoutRoute({ accounts }: Chat): Route {
  return route({
    method: "POST",
    path: "/auth/logout",
    summary: "End the session and its live connections",
    answers: { 200: null, 401: errorBody, 503: errorBody },
    authenticated: true,
    handle: async (request) => {
      await accounts.endSession(credentialsOf(request).session);
      return { status: 200, body: null };
    },
  });
}
