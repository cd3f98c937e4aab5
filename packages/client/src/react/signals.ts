import { useMemo } from "react";
import { isSame } from "../base/same.ts";
import type { Person, PresenceStatus } from "../contract.ts";
import { useChat } from "./provider.ts";
import { useView, viewOf } from "./view.ts";

const statusOf = (status: PresenceStatus | undefined): PresenceStatus | undefined => status;

/** Whether a user is there; undefined until it is known. They are watched while the component is there. */
export function usePresence(userId: string): PresenceStatus | undefined {
  const presence = useChat().presence(userId);
  return useView(useMemo(() => viewOf(presence, statusOf), [presence]));
}

const usersOf = (users: readonly Person[]): readonly Person[] => users;

/** Who else is writing in a room, while the component is there. Who goes on writing is told now and then: that alone renders nothing. */
export function useTyping(roomId: string): readonly Person[] {
  const { typing } = useChat().room(roomId);
  return useView(useMemo(() => viewOf(typing, usersOf, areSamePeople), [typing]));
}

function areSamePeople(some: readonly Person[], others: readonly Person[]): boolean {
  return some.length === others.length && some.every((one, at) => isSame(one, others[at] ?? {}));
}
