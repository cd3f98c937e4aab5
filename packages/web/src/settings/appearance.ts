/** Puts the chosen colours and density to the page, now and whenever they are others: imported first, so that nothing is painted before. */
import { preferences } from "./preferences.ts";

function apply(): void {
  const { theme, density } = preferences.get();
  const { dataset } = document.documentElement;
  if (theme === "system") delete dataset["theme"];
  else dataset["theme"] = theme;
  if (density === "compact") dataset["density"] = density;
  else delete dataset["density"];
  themeBar(theme);
}

/** The browser's own bar on phones: the page says its colour for light and for dark, and one of the two is for whoever chose. */
function themeBar(theme: "system" | "light" | "dark"): void {
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    meta.dataset["scheme"] ??= meta.media.includes("dark") ? "dark" : "light";
    const { scheme } = meta.dataset;
    meta.media = theme === "system" ? `(prefers-color-scheme: ${scheme})` : scheme === theme ? "all" : "not all";
  }
}

apply();
preferences.subscribe(apply);
