/** Keys pressed together, as `Mod+Shift+F`. `Mod` is the key for commands: ⌘ on a Mac, else Ctrl. */
export interface Pressed {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

export function isCombo(combo: string, pressed: Pressed, isMac: boolean): boolean {
  const parts = combo.split("+");
  const key = parts.at(-1) ?? "";
  const [hasMod, hasShift, hasAlt] = ["Mod", "Shift", "Alt"].map((name) => parts.includes(name));
  const isMod = isMac ? pressed.metaKey && !pressed.ctrlKey : pressed.ctrlKey && !pressed.metaKey;
  const isPlain = !pressed.metaKey && !pressed.ctrlKey;
  // Where a sign is on the keyboard, and whether Shift makes it, is different from country to country.
  const isShift = isSign(key) || pressed.shiftKey === hasShift;
  return (hasMod === true ? isMod : isPlain) && pressed.altKey === hasAlt && isShift && isKey(key, pressed);
}

const isSign = (key: string): boolean => key.length === 1 && key.toLowerCase() === key.toUpperCase();

/** A letter by what it writes; on keyboards that write no Latin letters by where it is. */
function isKey(wanted: string, { key, code }: Pressed): boolean {
  if (key.toLowerCase() === wanted.toLowerCase()) return true;
  return /^[A-Z]$/.test(wanted) && !/^[\x20-\x7e]$/.test(key) && code === `Key${wanted}`;
}

/** What stands on the keys. */
export function keyNames(combo: string, isMac: boolean): readonly string[] {
  const names: Readonly<Record<string, string>> = isMac
    ? { Mod: "⌘", Shift: "⇧", Alt: "⌥", Enter: "↩", Escape: "Esc", ArrowUp: "↑", ArrowDown: "↓" }
    : { Mod: "Ctrl", Escape: "Esc", ArrowUp: "↑", ArrowDown: "↓" };
  return combo.split("+").map((part) => names[part] ?? part);
}
