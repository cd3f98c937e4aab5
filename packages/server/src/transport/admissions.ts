import { randomUUID } from "node:crypto";
import type { Socket } from "node:net";
import type { Admission, Conversation, Link } from "../dialects/contract.ts";
import type { Bounds } from "../ports/bounds.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger, Telemetry } from "../ports/telemetry.ts";
import { type Refusal, refusals, refuse } from "./refusal.ts";

interface AdmissionsOptions {
  readonly bounds: Bounds;
  readonly clock: Clock;
  readonly log: Logger;
  readonly telemetry: Telemetry;
}

/** One upgrade that a dialect decides on. */
export interface Candidate {
  admission(): Promise<Admission>;
  /** Finishes the handshake; false when that failed. */
  admitted(open: (link: Link) => Conversation): boolean;
  /** There will be no connection. Not called after `admitted`. */
  refused(): void;
}

/**
 * Upgrades that wait for their dialect's decision. Each ends within `admissionMs`: as a connection, or refused, or gone. A dialect that
 * says yes after that is told to abandon it.
 */
export class Admissions {
  readonly #options: AdmissionsOptions;
  /** What ends each wait with a refusal. */
  readonly #waiting = new Set<(refusal: Refusal) => void>();

  constructor(options: AdmissionsOptions) {
    this.#options = options;
  }

  /** Refuses all that wait. */
  stop(): void {
    for (const end of this.#waiting) end(refusals.stopping);
  }

  /** `socket` MUST have an `error` listener. */
  decide(socket: Socket, candidate: Candidate): void {
    const { bounds, clock } = this.#options;
    let isWaiting = true;
    const settle = (): void => {
      isWaiting = false;
      cancel();
      socket.off("close", gone);
      this.#waiting.delete(end);
    };
    const gone = (): void => {
      settle();
      candidate.refused();
    };
    const end = (refusal: Refusal): void => {
      gone();
      refuse(socket, refusal);
    };
    const cancel = clock.after(bounds.admissionMs, () => end(refusals.admissionLate));
    socket.once("close", gone);
    this.#waiting.add(end);
    const decided = (admission: Admission): void => {
      if (!isWaiting) {
        if (admission.isAdmitted) admission.abandon();
      } else if (admission.isAdmitted) {
        settle();
        if (!candidate.admitted((link) => admission.open(link))) admission.abandon();
      } else {
        end({ status: admission.status, code: "REFUSED", body: admission.body });
      }
    };
    candidate
      .admission()
      .then(decided)
      .catch((error: unknown) => {
        this.#failed(error);
        if (isWaiting) end(refusals.failed);
      });
  }

  #failed(error: unknown): void {
    this.#options.log.error({ correlation: randomUUID(), err: error }, "deciding on an upgrade failed");
    this.#options.telemetry.error("internal");
  }
}
