/** Tells the server over a raw socket who we are, in its protocol's way. */
import { newAccount } from "../accounts.ts";
import type { RawSocket } from "../clients/raw.ts";
import { type Deployment, uniqueName } from "../deployment.ts";
import type { Protocol } from "./everyone.ts";

export async function introduce(raw: RawSocket, deployment: Deployment, protocol: Protocol): Promise<void> {
  if (protocol === "reactions") return;
  if (protocol === "roster") {
    raw.json({ type: "init", username: uniqueName("raw"), id: uniqueName("raw") });
    return raw.received('"history"');
  }
  const { token } = await newAccount(deployment, "raw");
  raw.json(protocol === "openchamp" ? { type: "token_auth", payload: { token } } : { auth_token: token });
  return raw.received(protocol === "openchamp" ? '"auth_success"' : '"CONNECTED"');
}
