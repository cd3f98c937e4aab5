import { X } from "lucide-react";
import { type ReactNode, useEffect, useRef, useSyncExternalStore } from "react";
import { text } from "../text/text.ts";
import styles from "./Toasts.module.css";
import { type SaidToast, toastStore } from "./toast-store.ts";

export { say } from "./toast-store.ts";

/** Once around the page. Screen readers hear what worked when they are done, and what did not at once. */
export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const toasts = useSyncExternalStore(toastStore.subscribe, toastStore.get);
  const layer = useTopLayer(toasts);
  const drawn = (isError: boolean): ReactNode =>
    toasts.filter((toast) => toast.isError === isError).map((toast) => <Toast key={toast.key} toast={toast} />);
  return (
    <>
      {children}
      <div
        ref={layer}
        popover="manual"
        onPointerEnter={toastStore.hold}
        onPointerLeave={toastStore.release}
        className={styles["viewport"]}
      >
        <div role="status" className={styles["list"]}>
          {drawn(false)}
        </div>
        <div role="alert" className={styles["list"]}>
          {drawn(true)}
        </div>
      </div>
    </>
  );
}

/** Above a dialog that was opened since, too: what comes last into the top layer is on top. */
function useTopLayer(toasts: readonly SaidToast[]) {
  const layer = useRef<HTMLDivElement>(null);
  useEffect(() => {
    layer.current?.hidePopover();
    if (toasts.length > 0) layer.current?.showPopover();
  }, [toasts]);
  return layer;
}

function Toast({ toast: { key, title, isError } }: { readonly toast: SaidToast }) {
  return (
    <div data-error={isError || undefined} className={styles["toast"]}>
      <p className={styles["title"]}>{title}</p>
      <button type="button" aria-label={text.common.close} onClick={() => toastStore.remove(key)} className={styles["close"]}>
        <X size={16} />
      </button>
    </div>
  );
}
