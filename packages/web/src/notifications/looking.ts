/** Whether somebody looks at a tab of this page. What one tab shows, the others need not call for. */
const lockName = "parlance.looking";

const isLooking = (): boolean => !document.hidden && document.hasFocus();

/** Says to the other tabs while this one is looked at; gives what stops it. Pages by plain HTTP have no locks, and no notifications. */
export function tellLooking(): () => void {
  const { locks } = navigator as Partial<Pick<Navigator, "locks">>;
  if (locks === undefined) return () => undefined;
  let end: (() => void) | undefined;
  const look = (): void => {
    if (isLooking() === (end !== undefined)) return;
    if (end !== undefined) {
      end();
      end = undefined;
      return;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    end = resolve;
    void locks.request(lockName, { mode: "shared" }, () => promise);
  };
  look();
  document.addEventListener("visibilitychange", look);
  addEventListener("focus", look);
  addEventListener("blur", look);
  return () => {
    document.removeEventListener("visibilitychange", look);
    removeEventListener("focus", look);
    removeEventListener("blur", look);
    end?.();
  };
}

export async function isAnyTabLookedAt(): Promise<boolean> {
  if (isLooking()) return true;
  const { locks } = navigator as Partial<Pick<Navigator, "locks">>;
  const { held = [] } = (await locks?.query()) ?? {};
  return held.some(({ name }) => name === lockName);
}
