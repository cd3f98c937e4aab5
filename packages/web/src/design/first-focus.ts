/** What one came for, if that is to write something. */
const field = "input:not([type=radio], [type=checkbox], [type=file]), textarea";
const pressable = "button:not(:disabled), a[href], input:not(:disabled), [tabindex='0']";

const isTouch = (): boolean => matchMedia("(pointer: coarse)").matches;

/** Where the focus goes when something opened: to what is marked `data-first`, to a field, or to a button. On a touch screen no field: its keyboard would cover what is there to be seen first. */
export function firstFocusIn(opened: HTMLElement): HTMLElement | undefined {
  const said = opened.querySelector<HTMLElement>("[data-first]");
  if (said !== null) return said;
  const first = (isTouch() ? null : opened.querySelector<HTMLElement>(field)) ?? opened.querySelector<HTMLElement>(pressable);
  return first ?? undefined;
}
