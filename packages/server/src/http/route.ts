/** One route as this floor mounts and documents it; dialects' routes have the same shape less the credentials. */
import type { z } from "zod";
import type { Session } from "../core/api.ts";
import { ChatError } from "../core/errors.ts";
import type { DialectAnswer, DialectRequest, DialectRoute } from "../dialects/contract.ts";

/** What an authenticated request proved. */
export interface Credentials {
  readonly session: Session;
  readonly token: string;
}

export interface RouteRequest<Body> extends Omit<DialectRequest, "body"> {
  readonly body: Body;
  /** Null where the route is not authenticated. */
  readonly credentials: Credentials | null;
}

export interface Route<Body = unknown> extends Omit<DialectRoute, "body" | "handle"> {
  /** Validates the body; a body that does not fit is answered BAD_REQUEST and never reaches `handle`. */
  readonly body?: z.ZodType<Body>;
  handle(request: RouteRequest<Body>): Promise<DialectAnswer>;
}

/** Infers the type of the body from its schema. */
export function route<Body>(definition: Route<Body>): Route<Body> {
  return definition;
}

/** The credentials of an authenticated route's request. */
export function credentialsOf({ credentials }: { readonly credentials: Credentials | null }): Credentials {
  if (credentials === null) throw new ChatError("token_missing");
  return credentials;
}
