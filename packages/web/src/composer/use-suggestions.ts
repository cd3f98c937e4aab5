import type { Chat, RoomInfo } from "@parlance/client";
import { useChat } from "@parlance/client/react";
import { useEffect, useState } from "react";
import { findEmoji } from "../emoji/find-emoji.ts";
import { offeredEmoji } from "../emoji/offered-emoji.ts";
import { profilesOf } from "../people/profiles.ts";
import { text } from "../text/text.ts";
import { type Callable, peopleFound } from "./people-found.ts";
import type { Token } from "./token.ts";

export interface Suggestion {
  readonly key: string;
  /** What stands in the text. */
  readonly insert: string;
  readonly label: string;
  readonly hint?: string;
  /** Somebody's, for their picture; an emoji's is itself. */
  readonly person?: Callable;
  readonly emoji?: string;
}

const most = 8;
/** So long nothing was typed before the server is asked. */
const pauseMs = 150;

const none: readonly Suggestion[] = [];
interface Found {
  readonly token: Token | undefined;
  readonly suggestions: readonly Suggestion[];
}

/** What may be meant by what was typed. While more is asked for, what was found before stays. */
export function useSuggestions(token: Token | undefined, room: RoomInfo): readonly Suggestion[] {
  const chat = useChat();
  const [found, setFound] = useState<Found>({ token: undefined, suggestions: none });
  useEffect(() => {
    if (token === undefined) return;
    let isOver = false;
    const show = (suggestions: readonly Suggestion[]): void => {
      if (!isOver) setFound({ token, suggestions });
    };
    const stop =
      token.kind === "mention" ? lookForPeople({ chat, room, query: token.query }, show) : lookForEmoji(token.query, show);
    return () => {
      isOver = true;
      stop();
    };
  }, [chat, room, token]);
  return token !== undefined && found.token?.kind === token.kind && found.token.start === token.start ? found.suggestions : none;
}

function lookForEmoji(query: string, show: (found: readonly Suggestion[]) => void): () => void {
  offeredEmoji().then(
    (all) =>
      show(
        findEmoji(all, query, most).map(({ emoji, label, codes }) => ({
          key: emoji,
          insert: emoji,
          label,
          hint: `:${codes.find((code) => code.startsWith(query.toLowerCase())) ?? codes[0] ?? ""}:`,
          emoji,
        })),
      ),
    // Without a connection there are no emoji by name; the text is sent as it is.
    () => show(none),
  );
  return () => undefined;
}

/** Whom the server found in this page's time: at the next letter they are there at once. */
const foundBefore = new WeakMap<Chat, Map<string, Callable>>();

interface Sought {
  readonly chat: Chat;
  readonly room: RoomInfo;
  readonly query: string;
}

function lookForPeople(sought: Sought, show: (found: readonly Suggestion[]) => void): () => void {
  const { chat, room, query } = sought;
  const found = foundBefore.get(chat) ?? new Map<string, Callable>();
  foundBefore.set(chat, found);
  const near = [...peopleHere(sought), ...(room.kind === "direct" ? [] : found.values())];
  const offer = (people: readonly Callable[]): void => {
    const everybody = room.kind !== "direct" && query !== "" && "room".startsWith(query.toLowerCase());
    show([...peopleFound(people, query, most).map(suggestionOf), ...(everybody ? [everybodyHere] : [])]);
  };
  offer(near);
  // The two of a direct room are known; and no account's name is sought by its second word.
  if (query === "" || query.includes(" ") || room.kind === "direct") return () => undefined;
  const timer = setTimeout(() => {
    chat.call.users.find({ text: query }).then(
      ({ users }) => {
        for (const user of users) if (user.id !== chat.me.get()?.id) found.set(user.id, callable(user));
        offer([...near, ...found.values()]);
      },
      // Those who are near are there all the same.
      () => undefined,
    );
  }, pauseMs);
  return () => clearTimeout(timer);
}

/** Who spoke here lately, the last one first; in a direct room the two. Accounts only: nobody else is called by their name. */
function peopleHere({ chat, room }: Sought): readonly Callable[] {
  const profiles = profilesOf(chat);
  const lately = chat
    .room(room.id)
    .get()
    .messages.map(({ author }) => author)
    .reverse();
  return [...(room.pair ?? []), ...lately]
    .filter(
      ({ id, kind }, at, all) => kind === "account" && id !== chat.me.get()?.id && all.findIndex((one) => one.id === id) === at,
    )
    .map((author) => callable(profiles.get(author.id) ?? author));
}

const callable = (user: { readonly id: string; readonly name: string; readonly displayName?: string | undefined }): Callable => ({
  id: user.id,
  name: user.name,
  shown: user.displayName ?? user.name,
});

const suggestionOf = (person: Callable): Suggestion => ({
  key: person.id,
  insert: `@${person.name}`,
  label: person.shown,
  ...(person.shown !== person.name && { hint: `@${person.name}` }),
  person,
});

const everybodyHere: Suggestion = { key: "room", insert: "@room", label: "@room", hint: text.composer.everybody };
