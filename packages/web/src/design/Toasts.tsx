import { Toast } from "@base-ui/react/toast";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { text } from "../text/text.ts";
import styles from "./Toasts.module.css";

const manager = Toast.createToastManager();

/** Says something for a moment, wherever the person is: what was done, or what did not work (which stays longer). */
export function say(title: string, { isError = false }: { readonly isError?: boolean } = {}): void {
  manager.add({ title, type: isError ? "error" : "info", priority: isError ? "high" : "low", timeout: isError ? 10_000 : 4_000 });
}

/** Once around the page. */
export function ToastProvider({ children }: { readonly children: ReactNode }) {
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className={styles["viewport"]}>
          <Toasts />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function Toasts() {
  return Toast.useToastManager().toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} swipeDirection={["down", "right"]} className={styles["toast"]}>
      <Toast.Title className={styles["title"]} />
      <Toast.Close aria-label={text.common.close} className={styles["close"]}>
        <X size={16} />
      </Toast.Close>
    </Toast.Root>
  ));
}
