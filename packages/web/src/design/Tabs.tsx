import { FocusKeys, focusZone } from "@primer/behaviors";
import { type ReactNode, useEffect, useId, useRef } from "react";
import styles from "./Tabs.module.css";

interface Tab<Name extends string> {
  readonly name: Name;
  readonly label: string;
  readonly icon?: ReactNode;
}

interface TabsProps<Name extends string> {
  /** For screen readers: what is chosen between. */
  readonly label: string;
  readonly tabs: readonly Tab<Name>[];
  readonly value: Name;
  readonly onChange: (name: Name) => void;
  /** `bar`: side by side, above. `list`: one below the other, at the left. */
  readonly look?: "bar" | "list";
  /** Of the chosen tab. */
  readonly children: ReactNode;
}

/** Some views of one thing, one of them at a time. ARIA Authoring Practices, "Tabs": arrows choose, Tab goes on to the view. */
export function Tabs<Name extends string>({ label, tabs, value, onChange, look = "bar", children }: TabsProps<Name>) {
  const id = useId();
  const list = useArrows(look);
  return (
    <div className={styles[look]}>
      <div
        ref={list}
        role="tablist"
        aria-label={label}
        aria-orientation={look === "bar" ? "horizontal" : "vertical"}
        className={styles["tabs"]}
      >
        {tabs.map(({ name, label, icon }) => (
          <button
            key={name}
            id={`${id}-${name}`}
            type="button"
            role="tab"
            aria-selected={name === value}
            aria-controls={name === value ? `${id}-view` : undefined}
            onClick={() => onChange(name)}
            onFocus={() => name !== value && onChange(name)}
            className={styles["tab"]}
          >
            {icon}
            {label}
          </button>
        ))}
      </div>
      <div key={value} id={`${id}-view`} role="tabpanel" aria-labelledby={`${id}-${value}`} className={styles["panel"]}>
        {children}
      </div>
    </div>
  );
}

function useArrows(look: "bar" | "list") {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const tabs = list.current;
    if (tabs === null) return;
    const zone = focusZone(tabs, {
      bindKeys: (look === "bar" ? FocusKeys.ArrowHorizontal : FocusKeys.ArrowVertical) | FocusKeys.HomeAndEnd,
      focusOutBehavior: "wrap",
      focusInStrategy: () => tabs.querySelector<HTMLElement>('[aria-selected="true"]') ?? undefined,
    });
    return () => zone.abort();
  }, [look]);
  return list;
}
