import type { NativeRoutes } from "@parlance/client/contract";
import type { Handlers, ServerSend } from "@parlance/zo";
import type { DialectContext } from "../../contract.ts";
import type { Member } from "../member.ts";
import type { ZoRoutes } from "../routes.ts";

/** What every handler of the native protocol works with. */
export interface Native {
  readonly context: DialectContext;
  /** The hub's `send`; asked for when something is to be sent. */
  readonly send: () => ServerSend<ZoRoutes>;
}

/** The handlers of one area of the contract. */
export type AreaHandlers<Area extends keyof NativeRoutes> = Handlers<NativeRoutes[Area], { readonly member: Member }, ZoRoutes>;
