import { signal } from "../app/signal.ts";
import type { SettingsPage } from "./pages.ts";

/** Which page of the settings is open; `all`: a phone's list of them. */
export const settingsDoor = signal<SettingsPage | "all" | undefined>(undefined);
