import type { Chat } from "@parlance/client";
import { useChat, useMe } from "@parlance/client/react";
import { useEffect, useState } from "react";
import type { Profile } from "./profiles.ts";

export interface FoundPeople {
  /** Of the words that were asked for last; undefined while nothing is asked, or not answered yet. */
  readonly people: readonly Profile[] | undefined;
  readonly error: unknown;
}

/** Whoever types is not asked about at each letter. */
const pauseMs = 200;
const nothing: FoundPeople = { people: undefined, error: undefined };

/** People whose names begin so, but oneself. What is found stays until something else is. */
export function useFoundPeople(given: string): FoundPeople {
  const chat = useChat();
  const me = useMe();
  const [found, setFound] = useState(nothing);
  const words = given.trim().replace(/^@/, "");
  useEffect(() => {
    if (words === "") {
      setFound(nothing);
      return undefined;
    }
    let isCurrent = true;
    const timer = setTimeout(() => void find(chat, words).then((now) => isCurrent && setFound(now)), pauseMs);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [chat, words]);
  return { ...found, people: found.people?.filter(({ id }) => id !== me?.id) };
}

async function find(chat: Chat, words: string): Promise<FoundPeople> {
  try {
    const { users } = await chat.call.users.find({ text: words });
    return { people: users, error: undefined };
  } catch (error) {
    return { people: undefined, error };
  }
}
