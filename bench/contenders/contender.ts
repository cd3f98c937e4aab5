/** Who is measured, and how the load generator speaks with each, so that all do the same work for frames of the same size. */
import type { Child } from "../lib/child.ts";
import type { Group, Kind, Step } from "../lib/load.ts";

/** What a contender promises beside the copying; it stands in the table beside its figures. */
export interface Guarantees {
  readonly durable: string;
  readonly ordered: string;
  readonly validated: string;
  readonly authenticated: string;
}

/** Who is connected. `rooms`: connection n is in room ⌊n / members⌋. `private`: connection n is user n, who writes to `targets[n]`, in turn. */
export type Plan =
  | { readonly kind: "rooms"; readonly rooms: number; readonly members: number }
  | { readonly kind: "private"; readonly users: number; readonly targets: readonly (readonly number[])[] };

export const connectionsOf = (plan: Plan): number => (plan.kind === "rooms" ? plan.rooms * plan.members : plan.users);

/** A contender's server at work, and how to talk to it. Disposing stops it and removes what it kept. */
export interface Stage extends AsyncDisposable {
  readonly server: Child;
  readonly connection: Omit<Group, "name" | "count">;
  /** After the upgrade. */
  readonly steps: readonly Step[];
  readonly kind: Kind;
  /** How long an ASCII text has to be for a receiver's frame of so many bytes, the WebSocket header aside. */
  textBytesFor(payloadBytes: number): number;
  /** What connection `from` sends so that its room, or in a private plan user `to`, gets the text. */
  say(text: string, from: number, to: number): string | Buffer;
  /** The text of a message as a receiver got it; throws for anything that is none. */
  textIn(payload: Buffer): string;
}

export interface Contender {
  readonly name: string;
  readonly label: string;
  readonly guarantees: Guarantees;
  /** Why it cannot take part on this machine, and how it could. */
  missing(): string | undefined;
  start(plan: Plan): Promise<Stage>;
}

/** The room numbers by which the simple contenders know rooms and users: a path each, "/17". */
export function pathsOf(plan: Plan): readonly string[] {
  const members = plan.kind === "rooms" ? plan.members : 1;
  return Array.from({ length: connectionsOf(plan) }, (_, n) => `/${Math.floor(n / members)}`);
}

/** How the simple contenders are told of another room than one's own: ">" and eight digits (native/floor.c). */
export const addressed = (to: number): string => `>${String(to).padStart(8, "0")}`;
