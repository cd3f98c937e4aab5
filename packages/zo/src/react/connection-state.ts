import { useSyncExternalStore } from "react";
import type { ConnectionState } from "../client/options.ts";
import { useAnyClient } from "./provider.ts";

/** The state of the provider's client: `connecting` (on servers, too), `open`, `waiting` or `closed`. */
export function useConnectionState(): ConnectionState {
  const client = useAnyClient();
  return useSyncExternalStore(
    client.onConnectionState,
    () => client.connectionState,
    () => "connecting",
  );
}
