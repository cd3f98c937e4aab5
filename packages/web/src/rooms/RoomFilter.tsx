import { Search } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { text } from "../text/text.ts";
import styles from "./RoomFilter.module.css";

interface RoomFilterProps {
  readonly words: string;
  /** Somebody typed in the list: they go on here. */
  readonly isAsked: boolean;
  readonly onWords: (words: string) => void;
  readonly onDown: () => void;
  readonly onEnter: () => void;
  readonly onEscape: () => void;
  readonly label?: string;
}

/** Narrows a list down by its names. */
export function RoomFilter({ words, isAsked, onWords, onDown, onEnter, onEscape, label = text.rooms.filter }: RoomFilterProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (isAsked) input.current?.focus();
  }, [isAsked]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const deeds: Readonly<Record<string, () => void>> = { ArrowDown: onDown, Enter: onEnter, Escape: onEscape };
    const deed = deeds[event.key];
    if (deed === undefined || event.nativeEvent.isComposing) return;
    event.preventDefault();
    deed();
  };
  return (
    <div className={styles["filter"]}>
      <Search size={16} aria-hidden="true" className={styles["icon"]} />
      <input
        ref={input}
        type="search"
        aria-label={label}
        placeholder={label}
        value={words}
        onChange={({ target }) => onWords(target.value)}
        onKeyDown={onKeyDown}
        className={styles["words"]}
      />
    </div>
  );
}
