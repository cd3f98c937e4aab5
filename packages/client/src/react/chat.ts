import { useMemo } from "react";
import type { Person } from "../contract.ts";
import type { Connection } from "../options.ts";
import type { RoomSummary } from "../room/about.ts";
import { useChat } from "./provider.ts";
import { useView, viewOf } from "./view.ts";

/** Whether the server is there, and if not, why and when it is tried again. */
export function useConnection(): Connection {
  return useView(useChat().connection);
}

/** The user; undefined until the server, or the storage, has said who. */
export function useMe(): Person | undefined {
  return useView(useChat().me);
}

const allOf = (rooms: readonly RoomSummary[]): readonly RoomSummary[] => rooms;

/** The user's rooms, the one with the latest message first. Each entry is the same object until it says something else. */
export function useRooms(): readonly RoomSummary[] {
  const { rooms } = useChat();
  return useView(useMemo(() => viewOf(rooms, allOf), [rooms]));
}
