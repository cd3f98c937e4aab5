import { useSyncExternalStore } from "react";
import type { Preferences } from "./preference-values.ts";
import { preferences } from "./preferences.ts";

export const usePreferences = (): Preferences => useSyncExternalStore(preferences.subscribe, preferences.get);
