/** Connects over a raw socket, and tells the server who we are in its protocol's way. */
import { newAccount } from "../accounts.ts";
import type { RawSocket } from "../clients/raw.ts";
import { type Deployment, mountsOf, uniqueName } from "../deployment.ts";
import type { Protocol } from "./everyone.ts";

/** Where to connect to. At zo the request itself says who one is: a guest, the same one on each connection to one of these. */
export function entranceOf(deployment: Deployment, protocol: Protocol): string {
  const url = mountsOf(deployment)[protocol];
  return protocol === "zo" ? `${url}?name=${uniqueName("raw")}&id=${uniqueName("raw")}` : url;
}

export async function introduce(raw: RawSocket, deployment: Deployment, protocol: Protocol): Promise<void> {
  if (protocol === "reactions" || protocol === "zo") return;
  if (protocol === "roster") {
    raw.json({ type: "init", username: uniqueName("raw"), id: uniqueName("raw") });
    return raw.received('"history"');
  }
  const { token } = await newAccount(deployment, "raw");
  raw.json(protocol === "openchamp" ? { type: "token_auth", payload: { token } } : { auth_token: token });
  return raw.received(protocol === "openchamp" ? '"auth_success"' : '"CONNECTED"');
}
