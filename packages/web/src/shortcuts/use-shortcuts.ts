import { useEffect, useRef } from "react";
import { usePanel } from "../app/panel.ts";
import { useRoomSteps } from "../rooms/room-steps.ts";
import { isCombo } from "./key-combo.ts";
import { openOverlay, toggleOverlay } from "./overlays.ts";
import { isMac } from "./platform.ts";
import { type Deed, pageShortcuts } from "./shortcuts.ts";

/** Handles, for the whole page, the keys that `shortcuts.ts` lists with a deed. */
export function useShortcuts(): void {
  const { open } = usePanel();
  const steps = useRoomSteps();
  const deeds: Readonly<Record<Deed, () => void>> = {
    switcher: () => toggleOverlay("switcher"),
    help: () => openOverlay("help"),
    search: () => {
      const field = document.querySelector<HTMLInputElement>("[data-search-field]");
      if (field === null) open({ kind: "search" });
      else field.select();
    },
    roomBefore: () => steps.step(-1),
    roomAfter: () => steps.step(1),
    unreadBefore: () => steps.stepToUnread(-1),
    unreadAfter: () => steps.stepToUnread(1),
  };
  const latest = useRef(deeds);
  latest.current = deeds;
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const found = pageShortcuts.find(({ combos }) => combos.some((combo) => isCombo(combo, event, isMac)));
      if (found === undefined || belongsToField(event) || (found.onMessage === true && !isOnMessage(event.target))) return;
      event.preventDefault();
      latest.current[found.deed]();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
}

/** Fields that open a list of their own by these keys; and a Mac's move by paragraphs in a text. */
function belongsToField({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement) || !key.startsWith("Arrow")) return false;
  if (target.matches("select, input[type='date'], [role='menuitem'], [aria-haspopup]")) return true;
  return isMac && target instanceof HTMLTextAreaElement && target.value !== "";
}

const isOnMessage = (target: EventTarget | null): boolean => target instanceof Element && target.matches("article[data-key]");
