import { lazy, useState, useSyncExternalStore } from "react";
import { LazyPart } from "../design/LazyPart.tsx";
import { dialogs } from "./dialogs.ts";

const OpenMessageDialog = lazy(() =>
  import("./OpenMessageDialog.tsx").then(({ OpenMessageDialog: open }) => ({ default: open })),
);

/** Stands once in a conversation, for all its messages and those of the panel beside it. */
export function MessageDialogs() {
  const dialog = useSyncExternalStore(dialogs.subscribe, dialogs.get);
  // Kept while it closes, so that it is seen to.
  const [last, setLast] = useState(dialog);
  if (dialog !== undefined && dialog !== last) setLast(dialog);
  if (last === undefined) return null;
  return (
    <LazyPart>
      <OpenMessageDialog dialog={last} isOpen={dialog !== undefined} onClose={() => dialogs.set(undefined)} />
    </LazyPart>
  );
}
