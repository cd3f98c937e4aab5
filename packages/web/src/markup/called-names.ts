import type { Message } from "@parlance/client";
import { useChat, useMe } from "@parlance/client/react";
import { useMemo, useSyncExternalStore } from "react";
import { profilesOf } from "../people/profiles.ts";

/** In lower case. One is called by the account's name, whatever name one shows. */
export function useOwnName(): string | undefined {
  const profiles = profilesOf(useChat());
  const me = useMe();
  return useSyncExternalStore(profiles.subscribe, () => (me && (profiles.get(me.id)?.name ?? me.name))?.toLowerCase());
}

const nobody: readonly string[] = [];

/** The names, in lower case, of whom a message calls: the server says who they are, and profiles how they are called. */
export function useCalledNames(mentions: Message["mentions"]): readonly string[] {
  const profiles = profilesOf(useChat());
  const own = useOwnName();
  const myId = useMe()?.id;
  // As one text: the same names are the same snapshot.
  const names = useSyncExternalStore(profiles.subscribe, () => {
    if (mentions === undefined) return "";
    const people = mentions.userIds.map((id) => (id === myId ? own : profiles.get(id)?.name));
    return [...people, mentions.room && "room"].filter(Boolean).join("\n").toLowerCase();
  });
  return useMemo(() => (names === "" ? nobody : names.split("\n")), [names]);
}
