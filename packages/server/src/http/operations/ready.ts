import { z } from "zod";
import { StoreError } from "../../ports/store.ts";
import type { Logger } from "../../ports/telemetry.ts";
import { errorBody, refuse } from "../refusal.ts";
import { type Route, route } from "../route.ts";

const notReady = errorBody.extend({
  status: z.literal("unavailable"),
  reason: z.string().meta({ description: "Why the store takes no writes (`full`, `read_only`, …), or `unknown`" }),
});

/** Whether a message sent now would be kept: what a load balancer asks. */
export function readyRoute(ready: () => Promise<void>, log: Logger): Route {
  return route({
    method: "GET",
    path: "/ready",
    summary: "Whether the server takes messages now",
    answers: { 200: z.object({ status: z.literal("ok") }).meta({ title: "Ready" }), 503: notReady.meta({ title: "Not ready" }) },
    authenticated: false,
    handle: async () => {
      try {
        await ready();
        return { status: 200, body: { status: "ok" } };
      } catch (err) {
        log.warn({ err }, "not ready");
        const reason = err instanceof StoreError ? err.code : "unknown";
        return { status: 503, body: { ...refuse("unavailable").body, status: "unavailable", reason } };
      }
    },
  });
}
