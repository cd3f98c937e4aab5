import { check } from "../contract/schema.ts";
import { closeCodes, errorTable } from "../wire/codes.ts";
import { Connection } from "./connection.ts";
import { contextFrom } from "./control.ts";
import { isForClient, newIncident } from "./failure.ts";
import type { Admission, PeerSocket, Refusal, UpgradeRequest } from "./port.ts";
import type { Shared } from "./shared.ts";

const refusal = (status: number, body: Refusal["body"]): Refusal => ({ isAdmitted: false, status, body });

/** The query's parameters over the headers. Names that would reach a prototype are nobody's honest header. */
export function headersOf({ headers, query }: UpgradeRequest): Record<string, string> {
  const all: [string, string][] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) all.push([name.toLowerCase(), typeof value === "string" ? value : value.join(", ")]);
  }
  all.push(...new URLSearchParams(query));
  return Object.fromEntries(all.filter(([name]) => name !== "__proto__"));
}

/** Calls onDisconnect; nobody waits for it, and what it throws is reported. */
export function sayGoodbye({ lifecycle, report }: Shared, who: { readonly context: object; readonly clientId: string }): void {
  const { context, clientId } = who;
  const goodbye = async (): Promise<unknown> => await lifecycle.onDisconnect?.(context, clientId);
  goodbye().catch((error: unknown) => report(error, { clientId, incident: newIncident() }));
}

/** Lets connections in, or says why not. */
export class Admissions {
  readonly #shared: Shared;
  /** Admitted or being decided on, and not yet gone. */
  #present = 0;

  constructor(shared: Shared) {
    this.#shared = shared;
  }

  left(): void {
    this.#present -= 1;
  }

  async admit(request: UpgradeRequest): Promise<Admission | Refusal> {
    const { bounds } = this.#shared;
    if (this.#present >= bounds.connections) return refusal(503, { error: "Service Unavailable", code: "overloaded" });
    this.#present += 1;
    const decided = await this.#decide(request);
    if (!decided.isAdmitted) this.#present -= 1;
    return decided;
  }

  async #decide(request: UpgradeRequest): Promise<Admission | Refusal> {
    const { lifecycle, audience, clientIdOf } = this.#shared;
    const clientId = audience.newClientId();
    try {
      let headers: unknown = headersOf(request);
      if (lifecycle.headers !== undefined) {
        const checked = await check(lifecycle.headers, headers);
        if (checked.issues !== undefined) return refusal(400, { error: "Invalid headers", details: checked.issues });
        headers = checked.value;
      }
      const connected = await this.#connect(headers, clientId);
      return connected === "late"
        ? refusal(503, { error: "Service Unavailable", code: "timeout" })
        : this.#admission(clientIdOf(connected, clientId), connected);
    } catch (error) {
      return this.#refusalFor(error, clientId);
    }
  }

  /** onConnect, in time. One that is late and succeeds after all is disconnected at once. */
  async #connect(headers: unknown, clientId: string): Promise<object | "late"> {
    const { lifecycle, bounds, clock } = this.#shared;
    if (lifecycle.onConnect === undefined) return {};
    const connecting = Promise.resolve(lifecycle.onConnect(headers, clientId)).then(contextFrom);
    let cancel: (() => void) | undefined;
    const late = new Promise<"late">((resolve) => {
      cancel = clock.after(bounds.connectMs, () => resolve("late"));
    });
    const connected = await Promise.race([connecting, late]).finally(() => cancel?.());
    if (connected === "late") {
      connecting.then(
        (context) => sayGoodbye(this.#shared, { context, clientId: this.#shared.clientIdOf(context, clientId) }),
        (error: unknown) => this.#shared.report(error, { clientId, incident: newIncident() }),
      );
    }
    return connected;
  }

  #admission(clientId: string, context: object): Admission {
    const shared = this.#shared;
    return {
      isAdmitted: true,
      clientId,
      open: (socket: PeerSocket) => {
        const connection = new Connection(shared, { clientId, context }, socket);
        shared.audience.add(connection);
        // It was admitted before the hub began to close.
        if (shared.isClosing()) connection.close(closeCodes.goingAway, "server is going down");
        return connection;
      },
      abandon: () => {
        this.left();
        sayGoodbye(this.#shared, { context, clientId });
      },
    };
  }

  /** A ZoError for the client with its status and text; another error with its own status, if it has one, and no text. */
  #refusalFor(error: unknown, clientId: string): Refusal {
    if (isForClient(error)) {
      const known = Object.entries(errorTable).find(([code]) => code === error.code)?.[1];
      return refusal(known?.status ?? 403, { error: error.message, code: error.code });
    }
    const status = statusOf(error);
    if (status !== undefined && status < 500) return refusal(status, { error: "Refused" });
    const incident = newIncident();
    this.#shared.report(error, { clientId, incident });
    return refusal(status ?? 500, { error: "Internal Server Error", code: "internal", details: { incident } });
  }
}

function statusOf(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("status" in error)) return undefined;
  const { status } = error;
  return typeof status === "number" && Number.isInteger(status) && status >= 400 && status <= 599 ? status : undefined;
}
