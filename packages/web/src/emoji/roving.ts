import type { KeyboardEvent } from "react";

/** The arrow keys of a row of buttons, of which the first can be tabbed to. */
export function moveInRow(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step === undefined) return;
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const [focused] = buttons.filter((button) => button === document.activeElement);
  if (focused === undefined) return;
  event.preventDefault();
  buttons.at((buttons.indexOf(focused) + step) % buttons.length)?.focus();
}
