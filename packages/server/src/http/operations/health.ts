import { z } from "zod";
import { type Route, route } from "../route.ts";

export function healthRoute(): Route {
  return route({
    method: "GET",
    path: "/health",
    summary: "Whether the process lives",
    answers: { 200: z.object({ status: z.literal("ok") }).meta({ title: "Health" }) },
    authenticated: false,
    handle: async () => ({ status: 200, body: { status: "ok" } }),
  });
}
