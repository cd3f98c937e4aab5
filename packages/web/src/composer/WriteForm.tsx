import type { Person, RoomInfo } from "@parlance/client";
import { useChat } from "@parlance/client/react";
import { SendHorizontal } from "lucide-react";
import { type ClipboardEvent, type KeyboardEvent, useEffect, useId, useRef } from "react";
import { useIntent } from "../conversation/intent.ts";
import { Button } from "../design/Button.tsx";
import { classes } from "../design/classes.ts";
import { useRoomNames } from "../rooms/room-names.ts";
import { text } from "../text/text.ts";
import { AttachButton } from "./AttachButton.tsx";
import { CompletionList, optionId } from "./CompletionList.tsx";
import styles from "./Composer.module.css";
import { DropArea } from "./DropArea.tsx";
import { EmojiButton } from "./EmojiButton.tsx";
import { FileList } from "./FileList.tsx";
import { FormattingHelp } from "./FormattingHelp.tsx";
import { isTouch, replaceIn } from "./field.ts";
import { filesIn } from "./files-given.ts";
import { markOf, wrapped } from "./formatting.ts";
import { IntentBar } from "./IntentBar.tsx";
import { lastOwn } from "./last-own.ts";
import { StatusLine } from "./StatusLine.tsx";
import { charsLeft } from "./text-count.ts";
import { useAutoHeight } from "./use-auto-height.ts";
import { useCompletion } from "./use-completion.ts";
import { useEmojiCodes } from "./use-emoji-codes.ts";
import { useSending } from "./use-sending.ts";
import { useTypeAnywhere } from "./use-type-anywhere.ts";

interface WriteFormProps {
  readonly room: RoomInfo;
  readonly me: Person;
  readonly thread: number | undefined;
}

export function WriteForm({ room, me, thread }: WriteFormProps) {
  const chat = useChat();
  const field = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const { intent, become } = useIntent();
  const sending = useSending({ roomId: room.id, userId: me.id, thread });
  const { words, queue, files, isWaiting } = sending;
  const completion = useCompletion(field, room);
  const replaceCode = useEmojiCodes(field);
  const left = charsLeft(words.text);
  useAutoHeight(field, words.text);
  useTypeAnywhere(field, thread !== undefined);
  useFieldFocus(field);

  const changed = (now: string): void => {
    words.write(now);
    if (words.editing === undefined) chat.room(room.id).setTyping(now.trim() !== "");
    completion.look();
    replaceCode();
  };
  const editLast = (): boolean => {
    const message = lastOwn(chat.room(room.id).get().messages, { userId: me.id, thread });
    if (message !== undefined) become({ kind: "edit", message });
    return message !== undefined;
  };
  const pressed = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    // Safari says that Enter which ends a composition is none; 229 says it is.
    if (event.nativeEvent.isComposing || event.keyCode === 229 || completion.takeKey(event)) return;
    const mark = markOf(event);
    const { value, selectionStart: start, selectionEnd: end } = event.currentTarget;
    if (mark !== undefined) replaceIn(event.currentTarget, wrapped({ text: value, start, end }, mark));
    else if (event.key === "Enter" && sends(event)) sending.send();
    else if (event.key === "Escape" && intent.kind !== "say") become({ kind: "say" });
    else if (!(event.key === "ArrowUp" && intent.kind === "say" && words.text === "" && editLast())) return;
    event.preventDefault();
  };
  const pasted = (event: ClipboardEvent): void => {
    const given = filesIn(event.clipboardData);
    // What has text is text: office programs put a picture of it beside it.
    if (given.length === 0 || event.clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    sending.addFiles(given);
  };

  const isEditing = words.editing !== undefined;
  const label = labelOf(useRoomNames()(room), { isThread: thread !== undefined, isEditing });
  const isEmpty = words.text.trim() === "" && files.length === 0;
  return (
    <form
      className={styles["composer"]}
      onSubmit={(event) => {
        event.preventDefault();
        sending.send();
        field.current?.focus();
      }}
    >
      <DropArea field={field} how={isEditing ? "none" : me.kind === "account" ? "take" : "refuse"} onDrop={sending.addFiles} />
      <div className={styles["box"]}>
        <CompletionList id={listId} completion={completion} />
        <IntentBar />
        {!isEditing && <FileList files={files} queue={queue} isWaiting={isWaiting} />}
        <div className={styles["row"]}>
          {!isEditing && <AttachButton isGuest={me.kind !== "account"} onFiles={sending.addFiles} />}
          <textarea
            ref={field}
            rows={1}
            dir="auto"
            className={styles["words"]}
            aria-label={label}
            placeholder={label}
            aria-autocomplete="list"
            aria-controls={completion.suggestions.length > 0 ? listId : undefined}
            aria-activedescendant={completion.suggestions.length > 0 ? optionId(listId, completion.active) : undefined}
            aria-invalid={left !== undefined && left < 0}
            aria-describedby={`${listId}-status`}
            enterKeyHint={isTouch() ? "enter" : "send"}
            value={words.text}
            onChange={({ target }) => changed(target.value)}
            onSelect={completion.look}
            onBlur={completion.close}
            onKeyDown={pressed}
            onPaste={me.kind === "account" && !isEditing ? pasted : undefined}
          />
          <FormattingHelp />
          <EmojiButton field={field} />
          <Button
            type="submit"
            variant="primary"
            aria-label={isEditing ? text.composer.saveEdit : text.composer.send}
            className={classes(styles["send"], isEmpty && styles["nothing"])}
            isBusy={isWaiting}
            icon={<SendHorizontal size={18} />}
          />
        </div>
      </div>
      <StatusLine id={`${listId}-status`} roomId={room.id} isThread={thread !== undefined} left={left} />
    </form>
  );
}

function sends({ shiftKey, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return ctrlKey || metaKey || (!shiftKey && !altKey && !isTouch());
}

/** After a reply or a change was chosen, and when a room is opened where no keyboard comes up over it. */
function useFieldFocus(field: { readonly current: HTMLTextAreaElement | null }): void {
  const { intent } = useIntent();
  useEffect(() => {
    const { current } = field;
    if (current === null || (intent.kind === "say" && (isTouch() || document.activeElement?.matches("input, textarea")))) return;
    current.focus({ preventScroll: true });
    if (intent.kind === "edit") current.setSelectionRange(current.value.length, current.value.length);
  }, [field, intent]);
}

function labelOf(room: string, { isThread, isEditing }: { readonly isThread: boolean; readonly isEditing: boolean }): string {
  if (isEditing) return text.composer.labelEdit;
  return isThread ? text.composer.labelThread : text.composer.label(room);
}
