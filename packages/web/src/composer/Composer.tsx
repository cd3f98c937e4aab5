import { useChat, useMe, useRoom } from "@parlance/client/react";
import { type FormEvent, useState } from "react";
import { Button } from "../design/Button.tsx";
import { roomName } from "../rooms/room-name.ts";
import { text } from "../text/text.ts";
import styles from "./Composer.module.css";

interface ComposerProps {
  readonly roomId: string;
  /** The message that began the thread that is written to. */
  readonly thread?: number;
}

/** Where one writes. Replying and editing are in `useIntent()`. */
export function Composer({ roomId, thread }: ComposerProps) {
  const { room } = useRoom(roomId);
  const chat = useChat();
  const me = useMe();
  const [words, setWords] = useState("");
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (words.trim() === "") return;
    chat.room(roomId).send(words, thread === undefined ? {} : { thread });
    setWords("");
  };
  return (
    <form onSubmit={send} className={styles["composer"]}>
      <textarea
        aria-label={text.composer.label(room === undefined ? "" : roomName(room, me?.id))}
        rows={1}
        value={words}
        onChange={({ target }) => setWords(target.value)}
        className={styles["words"]}
      />
      <Button type="submit" variant="primary">
        {text.composer.send}
      </Button>
    </form>
  );
}
