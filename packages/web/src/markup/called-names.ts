import type { Message } from "@parlance/client";
import { useChat, useMe } from "@parlance/client/react";
import { useMemo, useSyncExternalStore } from "react";
import { profilesOf } from "../people/profiles.ts";

const nobody: readonly string[] = [];

/** The names, in lower case, of whom a message calls: the server says who they are, and profiles how they are called. */
export function useCalledNames(mentions: Message["mentions"]): readonly string[] {
  const profiles = profilesOf(useChat());
  const me = useMe();
  // As one text: the same names are the same snapshot.
  const names = useSyncExternalStore(profiles.subscribe, () => {
    if (mentions === undefined) return "";
    const people = mentions.userIds.map((id) => (id === me?.id ? me.name : profiles.get(id)?.name));
    return [...people, mentions.room && "room"].filter(Boolean).join("\n").toLowerCase();
  });
  return useMemo(() => (names === "" ? nobody : names.split("\n")), [names]);
}
