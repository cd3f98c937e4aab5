/** Leads the focus up and down a list by the arrow keys. The first of it may be a field, which keeps the keys that move within a text. */
export function moveFocus(key: string, list: readonly HTMLElement[]): boolean {
  const at = list.indexOf(document.activeElement as HTMLElement);
  const next = at === -1 ? undefined : list[target(key, at, list.length)];
  if (next === undefined || next === list[at]) return false;
  next.focus();
  return true;
}

function target(key: string, at: number, length: number): number {
  if (key === "ArrowDown") return Math.min(at + 1, length - 1);
  if (at === 0) return at;
  if (key === "ArrowUp") return at - 1;
  if (key === "Home") return 1;
  return key === "End" ? length - 1 : at;
}
