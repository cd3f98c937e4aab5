import type { Credentials } from "@parlance/client";

/** Who uses this browser. A guest's secret makes them the same guest again. */
export type Session =
  | {
      readonly kind: "account";
      readonly userId: string;
      readonly name: string;
      readonly token: string;
      /** When this browser was given the token, by its own clock. */
      readonly since?: number;
    }
  | { readonly kind: "guest"; readonly name: string; readonly secret: string };

export function credentialsOf(session: Session): Credentials {
  return session.kind === "account" ? { token: session.token } : { guest: session.name, secret: session.secret };
}

/** What the server takes for the person. */
export const proofOf = (session: Session): string => (session.kind === "account" ? session.token : session.secret);

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

type Stored = Readonly<Record<string, unknown>>;

function read(stored: string | null): Stored {
  try {
    return (JSON.parse(stored ?? "null") as Stored | null) ?? {};
  } catch {
    // Not ours, or of another time: whoever it was signs in again.
    return {};
  }
}

/** What was stored; undefined for anything else than a session. */
export function readSession(stored: string | null): Session | undefined {
  const { kind, userId, name, token, secret, since } = read(stored);
  if (kind === "account" && isText(userId) && isText(name) && isText(token))
    return { kind, userId, name, token, ...(typeof since === "number" && { since }) };
  if (kind === "guest" && isText(name) && isText(secret)) return { kind, name, secret };
  return undefined;
}

const whys = ["ended", "expired", "shut_out", "deleted"] as const;

/** Why there is no session any more, for whoever comes to the entry without having asked for it. */
export interface Farewell {
  readonly kind: "farewell";
  readonly why: (typeof whys)[number];
  readonly name: string;
}

/** It stands in the place of the session, so that all tabs say the same. */
export function readFarewell(stored: string | null): Farewell | undefined {
  const { kind, why: given, name } = read(stored);
  const why = whys.find((one) => one === given);
  return kind === "farewell" && why !== undefined && typeof name === "string" ? { kind, why, name } : undefined;
}

/** The same person: a token may be another by now. */
export function isSame(one: Session, other: Session): boolean {
  if (one.kind === "account") return other.kind === "account" && one.userId === other.userId;
  return other.kind === "guest" && one.secret === other.secret;
}
