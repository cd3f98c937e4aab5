/** What is explained just now: one thing on the page at a time. */
import type { FocusEvent, MouseEvent, PointerEvent } from "react";
import { Store } from "../store.ts";

export interface About {
  readonly title: string;
  /** Type and constraints. */
  readonly facts?: readonly string[];
  readonly text: string;
}

export const about = new Store<{ readonly element: Element; readonly about: About } | null>(null);
export const aboutId = "about-tip";

function show(element: Element, shown: About): void {
  hide();
  element.setAttribute("aria-describedby", aboutId);
  about.set({ element, about: shown });
}

function hide(): void {
  about.get()?.element.removeAttribute("aria-describedby");
  about.set(null);
}

/** Handlers for an element in which those with `data-about` are explained when pointed at, focused or pressed. */
export function explaining(find: (name: string) => About | undefined) {
  const look = ({ target }: { readonly target: EventTarget }): void => {
    const element = target instanceof Element ? target.closest("[data-about]") : null;
    const found = element === null ? undefined : find(element.getAttribute("data-about") ?? "");
    if (element !== null && found !== undefined) show(element, found);
  };
  return {
    onPointerOver: (event: PointerEvent) => event.pointerType !== "touch" && look(event),
    onPointerOut: (event: PointerEvent) => event.pointerType !== "touch" && hide(),
    onFocus: (event: FocusEvent) => event.target.matches(":focus-visible") && look(event),
    onBlur: hide,
    onClick: (event: MouseEvent) => look(event),
  };
}
