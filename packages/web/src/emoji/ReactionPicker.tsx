import { SmilePlus } from "lucide-react";
import { useState } from "react";
import { IconButton } from "../design/IconButton.tsx";
import { text } from "../text/text.ts";
import styles from "./EmojiPicker.module.css";
import { EmojiPicker, type EmojiPickerProps } from "./EmojiPicker.tsx";
import { moveInRow } from "./roving.ts";
import { mostUsed, noteUse } from "./used-emoji.ts";

/** The six that the person uses most, and the way to all the others. To be put into a Popover. */
export function ReactionPicker({ onPick }: EmojiPickerProps) {
  const [isAll, setAll] = useState(false);
  const [quick] = useState(() => mostUsed(localStorage, 6));
  if (isAll) return <EmojiPicker onPick={onPick} />;
  const pick = (emoji: string): void => {
    noteUse(localStorage, emoji);
    onPick(emoji);
  };
  return (
    <div role="toolbar" aria-label={text.emoji.common} className={styles["quick"]} onKeyDown={moveInRow}>
      {quick.map((emoji, at) => (
        <button key={emoji} type="button" tabIndex={at === 0 ? 0 : -1} className={styles["emoji"]} onClick={() => pick(emoji)}>
          {emoji}
        </button>
      ))}
      <IconButton label={text.emoji.more} icon={<SmilePlus size={18} />} onClick={() => setAll(true)} />
    </div>
  );
}
