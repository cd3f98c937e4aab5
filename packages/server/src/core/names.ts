import type { Bounds } from "../ports/bounds.ts";
import type { User } from "../ports/model.ts";
import { codePointCount, isLongerThan } from "./text.ts";

type NameBounds = Pick<Bounds, "nameMinChars" | "nameMaxChars">;

/** Letters, digits, their marks, `.`, `_` and `-` anywhere, single spaces between; at least one letter or digit. */
const accountName = /^(?=.*[\p{L}\p{N}])[\p{L}\p{N}._-][\p{L}\p{M}\p{N}._-]*(?: [\p{L}\p{N}._-][\p{L}\p{M}\p{N}._-]*)*$/u;
/** Whatever can be seen: no controls, no unassigned or private code points, no format characters but the joiner emoji are made with. */
const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}\u200d]*$/u;
/** Symbols that are drawn as nothing: the braille pattern without a dot, the musical note without a head. */
const blank = /[\u2800\u{1d159}]/u;
const visible = /[\p{L}\p{N}\p{P}\p{S}]/u;
/** Takes no place on a screen: two names that differ only in these look the same. */
const ignorable = /\p{Default_Ignorable_Code_Point}/u;
/** As the above, and controls and blanks; but not the controls that are white space. */
const allUnseen = /[\p{Default_Ignorable_Code_Point}\p{Cf}\u2800\u{1d159}]|(?![\t-\r])\p{Cc}/gu;
/** Visible ASCII without spaces, where folding is nothing but lower case. */
const plain = /^[!-~]*$/;
const notOfWord = /[^\p{L}\p{M}\p{N}]+/u;
/** Alphabets that share shapes: a word of two of them (`mаllory` with a Cyrillic `а`) is there to be taken for another. */
const scripts = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u];

/** What every account is shown as that was deleted. */
export const deletedName = "Deleted account";

/** The name shown for those who give none: an account that took it would silence all of them. What calls everybody in a room. And what the deleted are shown as. */
const reservedKeys: ReadonlySet<string> = new Set(["anonymous", "room", "deleted account"]);

/**
 * The name folded for comparison: names that read the same get the same key, whatever their case, width, composition,
 * invisible characters or white space. Idempotent. By way of upper case, so that `ß` meets `SS` and `ς` meets `σ`.
 */
export function nameKey(name: string): string {
  if (plain.test(name)) return name.toLowerCase();
  const visibleOnly = name.normalize("NFKC").replace(allUnseen, "");
  return visibleOnly.toLowerCase().toUpperCase().toLowerCase().normalize("NFKC").replace(/\s+/gu, " ").trim();
}

/** The key of a user's name or display name as somebody typed it; `""`, which nobody has, when none is that long. */
export function typedKey(name: string, bounds: NameBounds): string {
  return isLongerThan(name, bounds.nameMaxChars) ? "" : nameKey(name);
}

function hasNameLength(name: string, bounds: NameBounds): boolean {
  return !isLongerThan(name, bounds.nameMaxChars) && codePointCount(name) >= bounds.nameMinChars;
}

export function isAccountName(name: string, bounds: NameBounds): boolean {
  return hasNameLength(name, bounds) && accountName.test(name) && !ignorable.test(name) && !isMixed(name);
}

/** For guests and display names: any text that can be seen. */
export function isShownName(name: string, bounds: NameBounds): boolean {
  const isSeen = printable.test(name) && visible.test(name) && !blank.test(name);
  return hasNameLength(name, bounds) && isSeen && nameKey(name) !== "" && !isMixed(name);
}

/** For rooms: anything that can be seen, on one line. */
export function isRoomName(name: string, bounds: Pick<Bounds, "roomNameChars">): boolean {
  const isSeen = printable.test(name) && visible.test(name) && !blank.test(name);
  return isSeen && name.trim() === name && !isLongerThan(name, bounds.roomNameChars);
}

/** Whether some word has letters of alphabets that look alike. */
function isMixed(name: string): boolean {
  return name.split(notOfWord).some((word) => scripts.filter((script) => script.test(word)).length > 1);
}

export function isReservedName(name: string): boolean {
  return reservedKeys.has(nameKey(name));
}

/** The name a user shows in public. */
export function shownName(user: User): string {
  return user.displayName ?? user.name;
}
