/** What is done to a text field so that it can be undone there. */
import type { Replacement } from "./formatting.ts";

export function replaceIn(
  field: HTMLTextAreaElement,
  { start, end, insert, select }: Omit<Replacement, "select"> & Partial<Replacement>,
): void {
  field.focus();
  field.setSelectionRange(start, end);
  // Deprecated, and the one way that browsers can undo.
  const isDone = document.execCommand(insert === "" ? "delete" : "insertText", false, insert);
  if (!isDone) {
    field.setRangeText(insert, start, end, "end");
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  if (select !== undefined) field.setSelectionRange(...select);
}

export const insertAtCaret = (field: HTMLTextAreaElement, insert: string): void =>
  replaceIn(field, { start: field.selectionStart, end: field.selectionEnd, insert });

/** A phone's keyboard has no Shift to break a line with, and the page's button is near. */
export const isTouch = (): boolean => matchMedia("(hover: none) and (pointer: coarse)").matches;

/** What the composer belongs to: the conversation, or the panel beside it. */
export const placeOfField = (field: Element | null): Element | null => field?.closest("main, aside") ?? null;
