/** Every black-box suite that asks for nothing but a deployment. */
import type { Deployment } from "../deployment.ts";
import { accountLifeSuite } from "./account-life.ts";
import { accountsSuite } from "./accounts.ts";
import { badInputSuite } from "./bad-input.ts";
import { loadSuite } from "./load.ts";
import { nativeSuite } from "./native.ts";
import { openchampSuite } from "./openchamp.ts";
import { privacySuite } from "./privacy.ts";
import { reactionsSuite } from "./reactions.ts";
import { roomsSuite } from "./rooms.ts";
import { rosterSuite } from "./roster.ts";
import { sdkSuite } from "./sdk.ts";
import { sharedMountSuite } from "./shared-mount.ts";
import { uploadsSuite } from "./uploads.ts";
import { worldSuite } from "./world.ts";
import { zoSuite } from "./zo.ts";

/** The protocol suites always; what needs load where the deployment enforces no rates. */
export function allSuites(deployment: Deployment): void {
  protocolSuites(deployment);
  if (deployment.limits === "off") loadSuite(deployment);
}

export function protocolSuites(deployment: Deployment): void {
  accountsSuite(deployment);
  accountLifeSuite(deployment);
  reactionsSuite(deployment);
  openchampSuite(deployment);
  sharedMountSuite(deployment);
  roomsSuite(deployment);
  rosterSuite(deployment);
  uploadsSuite(deployment);
  worldSuite(deployment);
  zoSuite(deployment);
  nativeSuite(deployment);
  sdkSuite(deployment);
  privacySuite(deployment);
  badInputSuite(deployment);
}
