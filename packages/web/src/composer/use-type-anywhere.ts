import { type RefObject, useEffect } from "react";
import { placeOfField } from "./field.ts";

/** Where letters have a meaning of their own. */
const taken =
  "input, textarea, select, [contenteditable], [role=menu], [role=dialog], [role=listbox], [role=grid], [role=textbox]";

/** A letter that is typed anywhere in the page goes into the field: the panel's while the focus is there, else the conversation's. */
export function useTypeAnywhere(field: RefObject<HTMLTextAreaElement | null>, isPanel: boolean): void {
  useEffect(() => {
    const heard = (event: KeyboardEvent): void => {
      const isLetter = /^[\p{L}\p{N}]$/u.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey;
      if (!isLetter || event.defaultPrevented || event.isComposing) return;
      const active = document.activeElement;
      if (active?.closest(taken) != null) return;
      const isHere = placeOfField(field.current)?.contains(active) === true;
      if (isPanel ? !isHere : active?.closest("aside") != null) return;
      // The letter itself is written by the browser, into what has the focus by then.
      field.current?.focus();
    };
    document.addEventListener("keydown", heard);
    return () => document.removeEventListener("keydown", heard);
  }, [field, isPanel]);
}
