import { Dialog } from "../design/Dialog.tsx";
import { text } from "../text/text.ts";
import styles from "./KeyboardHelp.module.css";
import { keyNames } from "./key-combo.ts";
import { isMac } from "./platform.ts";
import { shortcutGroups } from "./shortcuts.ts";

interface KeyboardHelpProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** All keys that do something. */
export function KeyboardHelp(props: KeyboardHelpProps) {
  return (
    <Dialog {...props} title={text.shortcuts.title} size="large">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: there is nothing to press in it, and it scrolls */}
      <section aria-label={text.shortcuts.title} tabIndex={0} data-first="" className={styles["groups"]}>
        {shortcutGroups.map(({ label, shortcuts }) => (
          <section key={label}>
            <h3 className={styles["title"]}>{label}</h3>
            <dl>
              {shortcuts.map((shortcut) => (
                <div key={shortcut.label} className={styles["line"]}>
                  <dt>{shortcut.label}</dt>
                  <dd className={styles["keys"]}>
                    {shortcut.combos.map((combo, at) => (
                      <span key={combo}>
                        {at > 0 && <span className={styles["or"]}> {text.shortcuts.or} </span>}
                        <Keys combo={combo} />
                      </span>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </section>
    </Dialog>
  );
}

export function Keys({ combo }: { readonly combo: string }) {
  return keyNames(combo, isMac).map((name) => (
    <kbd key={name} className={styles["key"]}>
      {name}
    </kbd>
  ));
}
