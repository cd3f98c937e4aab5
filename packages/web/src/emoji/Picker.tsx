import { EmojiPicker as Base, type EmojiPickerListComponents, useSkinTone } from "frimousse";
import { type KeyboardEvent, useRef, useState } from "react";
import { text } from "../text/text.ts";
import styles from "./EmojiPicker.module.css";
import type { EmojiPickerProps } from "./EmojiPicker.tsx";
import { tones } from "./emoji-text.ts";
import { inKinds, inOne, resolveEmoji } from "./picker-data.ts";
import { moveInRow } from "./roving.ts";
import { latelyUsed, noteUse } from "./used-emoji.ts";

const toneKey = "parlance.emoji.tone";
const icons = ["😀", "👋", "🐻", "🍎", "✈️", "⚽", "💡", "❤️", "🏁"];
const columns = 8;

/** A chunk of its own: see EmojiPicker. */
export function Picker({ onPick }: EmojiPickerProps) {
  const root = useRef<HTMLDivElement>(null);
  const [search, setSearch] = useState("");
  const [recent] = useState(() => latelyUsed(localStorage, columns));
  const pick = (emoji: string): void => {
    noteUse(localStorage, emoji);
    onPick(emoji);
  };
  return (
    <Base.Root
      ref={root}
      className={styles["frame"]}
      columns={columns}
      skinTone={storedTone()}
      locale={search === "" ? inKinds : inOne}
      resolveEmojiData={resolveEmoji}
      onEmojiSelect={({ emoji }) => pick(emoji)}
      onKeyDown={useSlowArrows()}
    >
      <div className={styles["head"]}>
        <Base.Search
          autoFocus={canHover()}
          className={styles["search"]}
          aria-label={text.emoji.search}
          placeholder={text.emoji.search}
          value={search}
          onChange={({ target }) => setSearch(target.value)}
        />
        <ToneButton />
      </div>
      {search === "" && (
        <>
          <CategoryRow root={root} />
          {recent.length > 0 && <Recent emojis={recent} onPick={pick} />}
        </>
      )}
      <Base.Viewport className={styles["viewport"]}>
        <Base.Loading className={styles["empty"]}>{text.common.loading}</Base.Loading>
        <Base.Empty className={styles["empty"]}>{({ search: sought }) => text.emoji.nothing(sought)}</Base.Empty>
        <Base.List aria-label={text.emoji.list} className={styles["list"]} components={parts} />
      </Base.Viewport>
      <div aria-hidden="true" className={styles["foot"]}>
        <Base.ActiveEmoji>
          {({ emoji }) => (
            <>
              <span className={styles["large"]}>{emoji?.emoji ?? "☝️"}</span>
              <span className={styles["label"]}>{emoji?.label ?? text.emoji.hint}</span>
            </>
          )}
        </Base.ActiveEmoji>
      </div>
    </Base.Root>
  );
}

const parts: Partial<EmojiPickerListComponents> = {
  CategoryHeader: ({ category, ...rest }) => (
    <div {...rest} className={styles["category"]}>
      {category.label}
    </div>
  ),
  // frimousse counts rows and columns from 0, which is no valid value. It finds all rows but the first one by their numbers.
  Row: ({ children, "aria-rowindex": index, ...rest }) => (
    <div {...rest} {...(index !== 0 && { "aria-rowindex": index })} className={styles["row"]}>
      {children}
    </div>
  ),
  // Its own style is a font, which is in ours.
  Emoji: ({ emoji, style: _, "aria-colindex": __, ...rest }) => (
    <button type="button" {...rest} className={styles["emoji"]}>
      {emoji.emoji}
    </button>
  ),
};

/**
 * frimousse scrolls to rows that it has drawn, and draws them when it was scrolled: arrow keys that come faster than that would leave what is chosen
 * out of sight for good. They are let go of.
 */
function useSlowArrows(): (event: KeyboardEvent) => void {
  const isDrawing = useRef(false);
  return (event) => {
    if (!event.key.startsWith("Arrow")) return;
    if (isDrawing.current) return event.preventDefault();
    isDrawing.current = true;
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        isDrawing.current = false;
      }),
    );
  };
}

/** On touch the keyboard that comes with the focus would hide the emoji. */
const canHover = (): boolean => matchMedia("(hover: hover)").matches;

function storedTone(): "none" | (typeof tones)[number] {
  const stored = localStorage.getItem(toneKey);
  return tones.find((tone) => tone === stored) ?? "none";
}

function ToneButton() {
  const [tone, setTone, variations] = useSkinTone("✋");
  const next = (): void => {
    const at = variations.findIndex(({ skinTone }) => skinTone === tone);
    const { skinTone } = variations[(at + 1) % variations.length] ?? { skinTone: "none" as const };
    localStorage.setItem(toneKey, skinTone);
    setTone(skinTone);
  };
  return (
    <button type="button" className={styles["emoji"]} aria-label={text.emoji.tone(text.emoji.tones[tone])} onClick={next}>
      {variations.find(({ skinTone }) => skinTone === tone)?.emoji}
    </button>
  );
}

/** frimousse draws what is looked at only; where a category begins it says in the category's own place. */
function CategoryRow({ root }: { readonly root: { readonly current: HTMLDivElement | null } }) {
  const go = (at: number): void => {
    const category = root.current?.querySelectorAll<HTMLElement>("[frimousse-list] [frimousse-category]")[at + 1];
    root.current?.querySelector("[frimousse-viewport]")?.scrollTo({ top: category?.offsetTop ?? 0 });
  };
  return (
    <div role="toolbar" aria-label={text.emoji.categoriesLabel} className={styles["categories"]} onKeyDown={moveInRow}>
      {text.emoji.categories.map((label, at) => (
        <button
          key={label}
          type="button"
          title={label}
          aria-label={label}
          tabIndex={at === 0 ? 0 : -1}
          className={styles["emoji"]}
          onClick={() => go(at)}
        >
          {icons[at]}
        </button>
      ))}
    </div>
  );
}

interface RecentProps {
  readonly emojis: readonly string[];
  readonly onPick: (emoji: string) => void;
}

function Recent({ emojis, onPick }: RecentProps) {
  return (
    <div role="toolbar" aria-label={text.emoji.recent} className={styles["recent"]} onKeyDown={moveInRow}>
      {emojis.map((emoji, at) => (
        <button key={emoji} type="button" tabIndex={at === 0 ? 0 : -1} className={styles["emoji"]} onClick={() => onPick(emoji)}>
          {emoji}
        </button>
      ))}
    </div>
  );
}
