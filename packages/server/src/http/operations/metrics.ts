import { z } from "zod";
import { type Route, route } from "../route.ts";

export type Metrics = () => Promise<{ readonly contentType: string; readonly body: string }>;

export function metricsRoute(metrics: Metrics): Route {
  return route({
    method: "GET",
    path: "/metrics",
    summary: "Counts and gauges in Prometheus' text format",
    answers: { 200: z.string() },
    authenticated: false,
    handle: async () => {
      const { contentType, body } = await metrics();
      return { status: 200, body, headers: { "content-type": contentType } };
    },
  });
}
