import type { Credentials } from "@parlance/client";

/** Who uses this browser. A guest's secret makes them the same guest again. */
export type Session =
  | { readonly kind: "account"; readonly userId: string; readonly name: string; readonly token: string }
  | { readonly kind: "guest"; readonly name: string; readonly secret: string };

export function credentialsOf(session: Session): Credentials {
  return session.kind === "account" ? { token: session.token } : { guest: session.name, secret: session.secret };
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

/** What was stored; undefined for anything else than a session. */
export function readSession(stored: string | null): Session | undefined {
  try {
    const value = JSON.parse(stored ?? "null") as Readonly<Record<string, unknown>> | null;
    const { kind, userId, name, token, secret } = value ?? {};
    if (kind === "account" && isText(userId) && isText(name) && isText(token)) return { kind, userId, name, token };
    if (kind === "guest" && isText(name) && isText(secret)) return { kind, name, secret };
  } catch {
    // Not ours, or of another time: whoever it was signs in again.
  }
  return undefined;
}
