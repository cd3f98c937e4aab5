import type { Delivery } from "../contract/infer.ts";
import type { Lifecycle, TableEntry } from "../contract/router.ts";
import type { ZoError } from "../wire/error.ts";
import type { Audience } from "./audience.ts";
import type { Bounds } from "./bounds.ts";
import type { Connection } from "./connection.ts";
import type { ReportError } from "./failure.ts";
import type { OutgoingCheck } from "./outgoing.ts";
import type { Clock } from "./port.ts";

/** What the connections of one hub share. */
export interface Shared {
  readonly table: ReadonlyMap<string, TableEntry>;
  readonly lifecycle: Lifecycle;
  readonly bounds: Bounds;
  readonly clock: Clock;
  readonly audience: Audience<Connection>;
  /** The client id of who was let in with this context, under the id that they came with. */
  readonly clientIdOf: (context: object, clientId: string) => string;
  readonly outgoingCheck: OutgoingCheck;
  readonly report: ReportError;
  /** A frame was refused, and its client told. Does not throw. */
  readonly refused: (error: ZoError, site: { readonly clientId: string; readonly route?: string | undefined }) => void;
  /** `ctx.send`. */
  readonly send: object;
  /** A message by its route's name. */
  readonly outgoing: (route: string, payload: unknown) => Delivery;
  /** The hub takes no connections any more. */
  isClosing(): boolean;
  connectionClosed(connection: Connection): void;
}
