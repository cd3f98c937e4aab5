import assert from "node:assert/strict";
import type { Hub, OutFrame, Peer, PeerSocket } from "../index.ts";

/** The sockets' side of the port, written down. */
export class PaperSocket implements PeerSocket {
  readonly log: string[] = [];
  unsentBytes = 0;
  send(frame: OutFrame): void {
    this.log.push(frame.text);
  }
  ping(): void {
    this.log.push("ping");
  }
  close(code: number): void {
    this.log.push(`close ${code}`);
  }
  terminate(): void {
    this.log.push("terminate");
  }
  pause(): void {
    this.log.push("pause");
  }
  resume(): void {
    this.log.push("resume");
  }

  /** The codes of the errors that were answered. */
  get codes(): readonly string[] {
    return this.log.filter((line) => line.startsWith("{")).map((text) => JSON.parse(text).payload?.code);
  }
}

export const nobody = { headers: {}, query: "" };

/** A connection of nobody's, open. */
export async function openPaper(hub: Hub<object>): Promise<{ readonly socket: PaperSocket; readonly peer: Peer }> {
  const socket = new PaperSocket();
  const admission = await hub.admit(nobody);
  assert.ok(admission.isAdmitted);
  return { socket, peer: admission.open(socket) };
}
