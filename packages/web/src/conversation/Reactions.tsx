import type { SentMessage } from "@parlance/client";
import { useChat, useMe } from "@parlance/client/react";
import { useSyncExternalStore } from "react";
import { Tip } from "../design/Tip.tsx";
import { profilesOf } from "../people/profiles.ts";
import { text } from "../text/text.ts";
import { useMessageDeeds } from "./message-deeds.ts";
import { ReactButton } from "./ReactButton.tsx";
import styles from "./Reactions.module.css";

/** Who reacted is named so far. */
const namedAtMost = 12;

export function Reactions({ message }: { readonly message: SentMessage }) {
  const { react } = useMessageDeeds(message);
  if (message.reactions === undefined || message.reactions.length === 0) return null;
  return (
    <ul aria-label={text.conversation.reactions} className={styles["reactions"]}>
      {message.reactions.map(({ emoji, userIds }) => (
        <li key={emoji}>
          <Reaction roomId={message.roomId} emoji={emoji} userIds={userIds} onPress={(isOn) => react(emoji, isOn)} />
        </li>
      ))}
      <li>
        <ReactButton message={message} className={styles["add"]} />
      </li>
    </ul>
  );
}

interface ReactionProps {
  readonly roomId: string;
  readonly emoji: string;
  readonly userIds: readonly string[];
  readonly onPress: (isOn: boolean) => void;
}

function Reaction({ roomId, emoji, userIds, onPress }: ReactionProps) {
  const me = useMe();
  const isMine = me !== undefined && userIds.includes(me.id);
  const count = userIds.length;
  const names = useNames(roomId, userIds);
  return (
    <Tip text={names}>
      <button
        type="button"
        aria-pressed={isMine}
        aria-label={text.conversation.reaction({ emoji, count, isMine, names })}
        onClick={() => onPress(!isMine)}
        className={styles["reaction"]}
      >
        <span>{emoji}</span>
        <span className={styles["count"]}>{count}</span>
      </button>
    </Tip>
  );
}

/** By their profiles, or as they are called where they spoke. */
function useNames(roomId: string, userIds: readonly string[]): string {
  const chat = useChat();
  const profiles = profilesOf(chat);
  const myId = useMe()?.id;
  return useSyncExternalStore(profiles.subscribe, () => {
    const named = userIds.slice(0, namedAtMost);
    const names = named.map((id) => {
      if (id === myId) return text.conversation.you;
      const profile = profiles.get(id);
      if (profile !== undefined) return profile.displayName ?? profile.name;
      const said = chat
        .room(roomId)
        .get()
        .messages.find(({ author }) => author.id === id);
      return said?.author.name ?? text.conversation.somebody;
    });
    return text.conversation.reactedBy(names, userIds.length - named.length);
  });
}
