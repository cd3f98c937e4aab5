/** The dialects of this server. Adding a protocol is adding its line here. */
import type { DialectContext, DialectRoute, MountedDialect } from "../dialects/contract.ts";
import { openchampDialect } from "../dialects/openchamp/dialect.ts";
import { openchampRoutes } from "../dialects/openchamp/routes.ts";
import { reactionsDialect } from "../dialects/reactions/dialect.ts";
import { roomsDialect } from "../dialects/rooms/dialect.ts";
import { roomsRoutes } from "../dialects/rooms/routes.ts";
import { rosterDialect } from "../dialects/roster/dialect.ts";
import { sharedWsDialect } from "../dialects/shared-ws/dialect.ts";
import { zoDialect } from "../dialects/zo/dialect.ts";

/** All dialects by the name that mounts know them under. */
export function createDialects(contextOf: (dialect: string) => DialectContext): ReadonlyMap<string, MountedDialect> {
  const reactions = reactionsDialect(contextOf("reactions"));
  const openchamp = openchampDialect(contextOf("openchamp"));
  const dialects: readonly MountedDialect[] = [
    reactions,
    openchamp,
    roomsDialect(contextOf("rooms")),
    rosterDialect(contextOf("roster")),
    sharedWsDialect(contextOf("shared-ws"), { reactions, openchamp }),
    zoDialect(contextOf("zo")),
  ];
  return new Map<string, MountedDialect>(dialects.map((dialect) => [dialect.name, dialect]));
}

/** The HTTP routes that belong to protocols. */
export function dialectRoutes(contextOf: (dialect: string) => DialectContext): readonly DialectRoute[] {
  return [...openchampRoutes(contextOf("openchamp")), ...roomsRoutes(contextOf("rooms").chat)];
}

/** The protocols that can be spoken where a dialect is mounted: itself, unless it only chooses between others. */
export function protocolsSpoken(dialect: string): readonly string[] {
  return dialect === "shared-ws" ? ["reactions", "openchamp"] : [dialect];
}
