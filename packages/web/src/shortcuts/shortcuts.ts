/**
 * All keys that do something, in one list: those that work everywhere are handled from it, and the help shows it. No letter alone does anything
 * (WCAG 2.1.4), and a sign alone only on a message that has the focus.
 */
import { text } from "../text/text.ts";

const { labels, groups } = text.shortcuts;

/** Handled for the whole page; the others are handled where they belong. */
export type Deed = "switcher" | "search" | "help" | "roomBefore" | "roomAfter" | "unreadBefore" | "unreadAfter";

export interface Shortcut {
  readonly label: string;
  /** One or the other. */
  readonly combos: readonly string[];
  readonly deed?: Deed;
  /** Only while the focus is on a message. */
  readonly onMessage?: boolean;
}

export interface ShortcutGroup {
  readonly label: string;
  readonly shortcuts: readonly Shortcut[];
}

export const shortcutGroups: readonly ShortcutGroup[] = [
  {
    label: groups.everywhere,
    shortcuts: [
      { label: labels.switcher, combos: ["Mod+K"], deed: "switcher" },
      { label: labels.search, combos: ["Mod+Shift+F"], deed: "search" },
      { label: labels.help, combos: ["Mod+/"], deed: "help" },
      { label: labels.close, combos: ["Escape"] },
    ],
  },
  {
    label: groups.rooms,
    shortcuts: [
      { label: labels.roomBefore, combos: ["Alt+ArrowUp"], deed: "roomBefore" },
      { label: labels.roomAfter, combos: ["Alt+ArrowDown"], deed: "roomAfter" },
      { label: labels.unreadBefore, combos: ["Alt+Shift+ArrowUp"], deed: "unreadBefore" },
      { label: labels.unreadAfter, combos: ["Alt+Shift+ArrowDown"], deed: "unreadAfter" },
    ],
  },
  {
    label: groups.messages,
    shortcuts: [
      { label: labels.messages, combos: ["ArrowUp", "ArrowDown"] },
      { label: labels.ends, combos: ["Home", "End"] },
      { label: labels.helpAtMessage, combos: ["?"], deed: "help", onMessage: true },
    ],
  },
  {
    label: groups.writing,
    shortcuts: [
      { label: labels.send, combos: ["Enter"] },
      { label: labels.newLine, combos: ["Shift+Enter"] },
      { label: labels.editLast, combos: ["ArrowUp"] },
      { label: labels.bold, combos: ["Mod+B"] },
      { label: labels.italic, combos: ["Mod+I"] },
      { label: labels.code, combos: ["Mod+E"] },
      { label: labels.struck, combos: ["Mod+Shift+X"] },
    ],
  },
  {
    label: groups.lists,
    shortcuts: [
      { label: labels.move, combos: ["ArrowUp", "ArrowDown"] },
      { label: labels.choose, combos: ["Enter"] },
    ],
  },
];

export const pageShortcuts: readonly (Shortcut & { readonly deed: Deed })[] = shortcutGroups
  .flatMap(({ shortcuts }) => shortcuts)
  .flatMap((shortcut) => (shortcut.deed === undefined ? [] : [{ ...shortcut, deed: shortcut.deed }]));
