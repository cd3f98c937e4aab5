import { text } from "../text/text.ts";

/** The server's own code is in `data.reason`, where the house refused; else the protocol's code says it. */
export function reasonOf(error: unknown): string {
  const { reason, code, data } = (error ?? {}) as { reason?: unknown; code?: unknown; data?: { reason?: unknown } };
  const found = [reason, data?.reason, code].find((one) => typeof one === "string");
  return typeof found === "string" ? found : "internal";
}

/** Why something did not work, in people's words. */
export const refusalOf = (error: unknown): string => text.moderation.refused[reasonOf(error)] ?? text.common.somethingFailed;
