import { Smile } from "lucide-react";
import { type RefObject, useState } from "react";
import { IconButton } from "../design/IconButton.tsx";
import { Popover } from "../design/Popover.tsx";
import { EmojiPicker } from "../emoji/EmojiPicker.tsx";
import { text } from "../text/text.ts";
import { insertAtCaret } from "./field.ts";

/** Puts an emoji where the caret is. */
export function EmojiButton({ field }: { readonly field: RefObject<HTMLTextAreaElement | null> }) {
  const [isOpen, setOpen] = useState(false);
  const pick = (emoji: string): void => {
    setOpen(false);
    if (field.current !== null) insertAtCaret(field.current, emoji);
  };
  return (
    <Popover
      label={text.emoji.picker}
      side="top"
      align="end"
      isOpen={isOpen}
      onOpenChange={setOpen}
      trigger={<IconButton label={text.emoji.picker} icon={<Smile size={18} />} />}
    >
      <EmojiPicker onPick={pick} />
    </Popover>
  );
}
