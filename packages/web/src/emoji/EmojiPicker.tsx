import { type ComponentType, useCallback, useEffect, useState } from "react";
import { Button } from "../design/Button.tsx";
import { Notice } from "../design/Notice.tsx";
import { text } from "../text/text.ts";
import styles from "./EmojiPicker.module.css";
import { offeredEmoji } from "./offered-emoji.ts";

export interface EmojiPickerProps {
  /** With one emoji that the server takes as a reaction, too. */
  readonly onPick: (emoji: string) => void;
}

type Loaded = ComponentType<EmojiPickerProps> | "loading" | "failed";

/** All emoji, to be put into a Popover. It and its data are loaded when it is first shown. */
export function EmojiPicker({ onPick }: EmojiPickerProps) {
  const [Picker, setPicker] = useState<Loaded>("loading");
  const load = useCallback(() => {
    setPicker("loading");
    // The data, too: the picker has nothing to say about data that cannot be loaded.
    Promise.all([import("./Picker.tsx"), offeredEmoji()]).then(
      ([module]) => setPicker(() => module.Picker),
      () => setPicker("failed"),
    );
  }, []);
  useEffect(load, [load]);
  if (Picker === "failed") {
    return (
      <div className={styles["frame"]}>
        <Notice title={text.emoji.failed} action={<Button onClick={load}>{text.common.retry}</Button>} />
      </div>
    );
  }
  if (Picker === "loading") {
    return (
      <div role="status" className={styles["frame"]}>
        <Notice title={text.common.loading} />
      </div>
    );
  }
  return <Picker onPick={onPick} />;
}
