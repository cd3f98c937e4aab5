import { Choice } from "../design/Choice.tsx";
import { text } from "../text/text.ts";
import { densities, themes } from "./preference-values.ts";
import { preferences } from "./preferences.ts";
import styles from "./Settings.module.css";
import { usePreferences } from "./use-preferences.ts";

export function AppearanceSettings() {
  const { theme, density } = usePreferences();
  const words = text.settings;
  return (
    <section className={styles["section"]}>
      <Choice
        label={words.theme}
        options={themes.map((name) => [name, words.themes[name]] as const)}
        value={theme}
        onChange={(theme) => preferences.change({ theme })}
      />
      <Choice
        label={words.density}
        options={densities.map((name) => [name, words.densities[name]] as const)}
        value={density}
        onChange={(density) => preferences.change({ density })}
      />
    </section>
  );
}
