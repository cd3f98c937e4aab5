/** Whether somebody sits in front of this page. */
export interface Attention {
  /** They said so themselves. */
  readonly saidAway: boolean;
  /** Since when the page cannot be seen; undefined while it can. */
  readonly hiddenSince: number | undefined;
  readonly lastInputAt: number;
}

const hiddenMs = 5 * 60_000;
const idleMs = 10 * 60_000;

export function isAway({ saidAway, hiddenSince, lastInputAt }: Attention, now: number): boolean {
  if (saidAway) return true;
  return hiddenSince === undefined ? now - lastInputAt >= idleMs : now - hiddenSince >= hiddenMs;
}
