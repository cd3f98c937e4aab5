import { FocusKeys, focusZone } from "@primer/behaviors";
import { createContext, type KeyboardEvent, type ReactNode, useContext, useEffect, useRef } from "react";
import type { Anchor, Place } from "./beside.ts";
import styles from "./Menu.module.css";
import { Popup } from "./Popup.tsx";

const CloseContext = createContext<() => void>(() => undefined);
/** Closes the menu that one is in. */
export const useCloseMenu = (): (() => void) => useContext(CloseContext);

interface MenuPopupProps extends Place {
  readonly anchor: Anchor;
  readonly label?: string | undefined;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

const items = '[role="menuitem"]:not(:disabled)';

/** ARIA Authoring Practices, "Menu": arrows, Home and End go round, letters go to what begins so, Tab leaves. */
export function MenuPopup({ anchor, label, side, align, onClose, children }: MenuPopupProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (list.current === null) return;
    const zone = focusZone(list.current, { bindKeys: FocusKeys.ArrowVertical | FocusKeys.HomeAndEnd, focusOutBehavior: "wrap" });
    return () => zone.abort();
  }, []);
  const press = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.key === "Tab") onClose();
    else if (event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.stopPropagation();
      goTo(event.key, list.current);
    }
  };
  return (
    <Popup
      anchor={anchor}
      side={side}
      align={align}
      onClose={onClose}
      firstFocus={(popup) => popup.querySelector<HTMLElement>(items)}
      onKeyDown={press}
      className={styles["popup"]}
    >
      <div ref={list} role="menu" aria-label={label}>
        <CloseContext value={onClose}>{children}</CloseContext>
      </div>
    </Popup>
  );
}

/** The next one that begins with a letter, after the one that has the focus. */
function goTo(letter: string, list: HTMLElement | null): void {
  const all = [...(list?.querySelectorAll<HTMLElement>(items) ?? [])];
  const from = all.indexOf(document.activeElement as HTMLElement) + 1;
  const next = [...all.slice(from), ...all.slice(0, from)].find(({ textContent }) =>
    textContent?.trim().toLocaleLowerCase().startsWith(letter.toLocaleLowerCase()),
  );
  next?.focus();
}
