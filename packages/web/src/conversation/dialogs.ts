/** The one dialog about a message that is open: beside the rows, which come and go as the history is scrolled. */
import type { FileRef, SentMessage } from "@parlance/client";

export type MessageDialog =
  | { readonly kind: "delete" | "report" | "versions"; readonly message: SentMessage }
  | { readonly kind: "picture"; readonly file: FileRef };

let open: MessageDialog | undefined;
const listeners = new Set<() => void>();

export const dialogs = {
  get: (): MessageDialog | undefined => open,
  set: (dialog: MessageDialog | undefined): void => {
    open = dialog;
    for (const listener of listeners) listener();
  },
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
