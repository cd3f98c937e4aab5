import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, useId, useState } from "react";
import { text } from "../text/text.ts";
import { classes } from "./classes.ts";
import fieldStyles from "./Field.module.css";
import { Frame, type TextField } from "./Field.tsx";
import { IconButton } from "./IconButton.tsx";
import styles from "./PasswordField.module.css";

/** A password, which can be looked at. */
export function PasswordField({ label, hint, error, className, ...rest }: Omit<ComponentProps<typeof TextField>, "type">) {
  const id = useId();
  const [isShown, show] = useState(false);
  return (
    <Frame id={id} label={label} hint={hint} error={error} className={className}>
      <div className={styles["line"]}>
        <input
          {...rest}
          id={id}
          type={isShown ? "text" : "password"}
          spellCheck={false}
          autoCapitalize="none"
          aria-invalid={error !== undefined}
          aria-describedby={`${id}-about`}
          className={classes(fieldStyles["input"], styles["input"])}
        />
        <IconButton
          className={styles["eye"]}
          label={isShown ? text.entry.hidePassword : text.entry.showPassword}
          icon={isShown ? <EyeOff size={18} /> : <Eye size={18} />}
          onClick={() => show(!isShown)}
        />
      </div>
    </Frame>
  );
}
