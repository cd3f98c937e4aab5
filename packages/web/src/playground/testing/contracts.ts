/** The five documents as the server makes them, without a server. */

import type { WireContract } from "../../../../server/src/dialects/contract.ts";
import { openchampContract } from "../../../../server/src/dialects/openchamp/schema.ts";
import { reactionsContract } from "../../../../server/src/dialects/reactions/schema.ts";
import { roomsContract } from "../../../../server/src/dialects/rooms/schema.ts";
import { clientSchemas, rosterContract } from "../../../../server/src/dialects/roster/schema.ts";
import { zoContract } from "../../../../server/src/dialects/zo/schema.ts";
import { asyncApiOf } from "../../../../server/src/http/docs/asyncapi.ts";
import { boundsWith } from "../../../../server/src/ports/bounds.ts";
import type { ProtocolName } from "../protocols/protocol.ts";
import { type Contract, contractOf } from "../schema/asyncapi.ts";

const bounds = boundsWith();

export const wireContracts: Readonly<Record<ProtocolName, WireContract>> = {
  reactions: reactionsContract(bounds),
  openchamp: openchampContract,
  rooms: roomsContract,
  roster: rosterContract(clientSchemas(bounds)),
  zo: zoContract(bounds),
};

/** Through JSON, as they come to the page. */
export function contractFor(protocol: ProtocolName): Contract {
  return contractOf(
    JSON.parse(JSON.stringify(asyncApiOf(wireContracts[protocol], ["ws://localhost:8080/", "ws://localhost/x"]))),
  );
}
