import { Tabs as Base } from "@base-ui/react/tabs";
import type { ReactNode } from "react";
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

/** Some views of one thing, one of them at a time. */
export function Tabs<Name extends string>({ label, tabs, value, onChange, look = "bar", children }: TabsProps<Name>) {
  return (
    <Base.Root
      value={value}
      onValueChange={(name) => onChange(name as Name)}
      orientation={look === "bar" ? "horizontal" : "vertical"}
      className={styles[look]}
    >
      <Base.List aria-label={label} className={styles["tabs"]}>
        {tabs.map(({ name, label, icon }) => (
          <Base.Tab key={name} value={name} className={styles["tab"]}>
            {icon}
            {label}
          </Base.Tab>
        ))}
      </Base.List>
      <Base.Panel key={value} value={value} className={styles["panel"]}>
        {children}
      </Base.Panel>
    </Base.Root>
  );
}
