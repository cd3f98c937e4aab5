import {
  cloneElement,
  type FocusEvent,
  type PointerEvent,
  type ReactElement,
  type ReactNode,
  useEffect,
  useSyncExternalStore,
} from "react";
import type { Place } from "./beside.ts";
import { FloatingTip } from "./FloatingTip.tsx";
import styles from "./Tip.module.css";
import { tips } from "./tip-store.ts";

interface TipProps {
  /** Also the accessible name of what it is about, which must be set there: a tip is for eyes. */
  readonly text: string;
  readonly side?: Place["side"];
  readonly children: ReactElement<Record<string, unknown>>;
}

type Handler<Happened> = ((event: Happened) => void) | undefined;

/** A few words beside what is pointed at or has the focus. */
export function Tip({ text, side = "top", children }: TipProps) {
  const { props } = children;
  return cloneElement(children, {
    onPointerEnter: (event: PointerEvent) => {
      (props["onPointerEnter"] as Handler<PointerEvent>)?.(event);
      if (event.pointerType !== "touch" && !opensNow(event.currentTarget))
        tips.show({ element: event.currentTarget, text, side }, false);
    },
    onPointerLeave: (event: PointerEvent) => {
      (props["onPointerLeave"] as Handler<PointerEvent>)?.(event);
      tips.leave();
    },
    onPointerDown: (event: PointerEvent) => {
      (props["onPointerDown"] as Handler<PointerEvent>)?.(event);
      tips.hide();
    },
    onFocus: (event: FocusEvent) => {
      (props["onFocus"] as Handler<FocusEvent>)?.(event);
      if (event.currentTarget.matches(":focus-visible") && !opensNow(event.currentTarget))
        tips.show({ element: event.currentTarget, text, side }, true);
    },
    onBlur: (event: FocusEvent) => {
      (props["onBlur"] as Handler<FocusEvent>)?.(event);
      tips.hide();
    },
  });
}

/** What it opens is there, and says it all. */
const opensNow = (element: Element): boolean => element.getAttribute("aria-expanded") === "true";

/** Once around the page: here the tips are drawn. WCAG 2.2, 1.4.13: Escape hides one, and the pointer may be on it. */
export function TipProvider({ children }: { readonly children: ReactNode }) {
  const tip = useSyncExternalStore(tips.subscribe, tips.get);
  useEffect(() => {
    const press = ({ key }: KeyboardEvent): void => {
      if (key === "Escape") tips.hide();
    };
    addEventListener("keydown", press, true);
    return () => removeEventListener("keydown", press, true);
  }, []);
  const isThere = tip?.element.isConnected === true;
  return (
    <>
      {children}
      {isThere && (
        <FloatingTip
          element={tip.element}
          side={tip.side}
          align="center"
          // What it is about has these words for its name already.
          aria-hidden="true"
          onPointerEnter={tips.stay}
          onPointerLeave={tips.leave}
          className={styles["tip"]}
        >
          {tip.text}
        </FloatingTip>
      )}
    </>
  );
}
