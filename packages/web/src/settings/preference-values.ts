export const themes = ["system", "light", "dark"] as const;
export const densities = ["cosy", "compact"] as const;
/** `calls`: what calls the user, mentions and direct messages. */
export const notifies = ["all", "calls", "none"] as const;

export interface Preferences {
  readonly theme: (typeof themes)[number];
  readonly density: (typeof densities)[number];
  readonly notify: (typeof notifies)[number];
  /** Away by their own word, until they say that they are back. */
  readonly saidAway: boolean;
}

/** What was stored, each part by itself: what is not understood is as if it had not been chosen. */
export function readPreferences(stored: string | null): Preferences {
  const { theme, density, notify, saidAway } = read(stored);
  return {
    theme: themes.find((one) => one === theme) ?? "system",
    density: densities.find((one) => one === density) ?? "cosy",
    notify: notifies.find((one) => one === notify) ?? "calls",
    saidAway: saidAway === true,
  };
}

function read(stored: string | null): Readonly<Record<string, unknown>> {
  try {
    return (JSON.parse(stored ?? "null") as Readonly<Record<string, unknown>> | null) ?? {};
  } catch {
    return {};
  }
}
