/** What is said for a moment, wherever the person is. */
export interface SaidToast {
  readonly key: number;
  readonly title: string;
  readonly isError: boolean;
}

const shownAtMost = 3;
const shownMs = 4_000;
const errorShownMs = 10_000;

let toasts: readonly SaidToast[] = [];
let keys = 0;
const listeners = new Set<() => void>();
const ends = new Map<number, ReturnType<typeof setTimeout>>();

function become(next: readonly SaidToast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function endLater({ key, isError }: SaidToast): void {
  ends.set(
    key,
    setTimeout(() => toastStore.remove(key), isError ? errorShownMs : shownMs),
  );
}

export const toastStore = {
  get: (): readonly SaidToast[] => toasts,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  add(title: string, isError: boolean): void {
    keys += 1;
    const toast = { key: keys, title, isError };
    endLater(toast);
    // The same again is said anew, and not twice.
    become([...toasts.filter((other) => other.title !== title), toast].slice(-shownAtMost));
  },
  remove(key: number): void {
    clearTimeout(ends.get(key));
    ends.delete(key);
    become(toasts.filter((toast) => toast.key !== key));
  },
  /** While they are pointed at they stay (WCAG 2.2, 2.2.1). */
  hold(): void {
    for (const end of ends.values()) clearTimeout(end);
  },
  release(): void {
    for (const toast of toasts) endLater(toast);
  },
};

/** Says something for a moment: what was done, or what did not work (which stays longer). */
export function say(title: string, { isError = false }: { readonly isError?: boolean } = {}): void {
  toastStore.add(title, isError);
}
