export const settingsPages = ["profile", "password", "sessions", "appearance", "notifications", "data"] as const;
export type SettingsPage = (typeof settingsPages)[number];

/** What there is without an account. */
export const guestPages: readonly SettingsPage[] = ["profile", "appearance", "notifications"];
