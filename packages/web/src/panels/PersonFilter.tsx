import { useChat } from "@parlance/client/react";
import { X } from "lucide-react";
import { useEffect, useState } from "react";
import { TextField } from "../design/Field.tsx";
import { IconButton } from "../design/IconButton.tsx";
import { PersonAvatar } from "../people/PersonAvatar.tsx";
import type { Profile } from "../people/profiles.ts";
import { text } from "../text/text.ts";
import styles from "./PersonFilter.module.css";

interface Author {
  readonly id: string;
  readonly name: string;
}

interface PersonFilterProps {
  readonly author: Author | undefined;
  readonly onChange: (author: Author | undefined) => void;
}

/** Whose messages are looked for: one of the people one shares a room with, found by how their name begins. */
export function PersonFilter({ author, onChange }: PersonFilterProps) {
  if (author === undefined) return <Choose onChoose={onChange} />;
  return (
    <div className={styles["chosen"]}>
      <PersonAvatar person={author} size="small" />
      <span className={styles["name"]}>
        {text.panels.searchFrom} {author.name}
      </span>
      <IconButton size="small" label={text.panels.searchAnybody} icon={<X size={16} />} onClick={() => onChange(undefined)} />
    </div>
  );
}

function Choose({ onChoose }: { readonly onChoose: (author: Author) => void }) {
  const [typed, setTyped] = useState("");
  const found = useFound(typed);
  return (
    <div>
      <TextField
        label={text.panels.searchFrom}
        placeholder={text.panels.searchFromHint}
        autoComplete="off"
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
      />
      <ul className={styles["found"]}>
        {found.map(({ id, name, displayName }) => (
          <li key={id}>
            <button type="button" className={styles["person"]} onClick={() => onChoose({ id, name: displayName ?? name })}>
              <PersonAvatar person={{ id, name }} size="small" />
              <span className={styles["name"]}>{displayName ?? name}</span>
              {displayName !== undefined && <span className={styles["also"]}>{name}</span>}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

const most = 5;
const pauseMs = 150;

/** People whose names begin so; what was typed before does not matter any more. */
export function useFound(typed: string, limit: number = most): readonly Profile[] {
  const chat = useChat();
  const [found, setFound] = useState<readonly Profile[]>([]);
  const text = typed.trim();
  useEffect(() => {
    let isOver = false;
    const ask = async (): Promise<void> => {
      const users =
        text === ""
          ? []
          : await chat.call.users.find({ text }).then(
              (answer) => answer.users,
              () => [],
            );
      if (!isOver) setFound(users.slice(0, limit));
    };
    const timer = setTimeout(() => void ask(), text === "" ? 0 : pauseMs);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [chat, text, limit]);
  return found;
}
