const plain = ["members", "pins", "search", "about", "moderation"] as const;

/** `about`: the room itself, what it is and its settings. `moderation`: for those who keep order in it. */
export type Panel = { readonly kind: (typeof plain)[number] } | { readonly kind: "thread"; readonly messageId: number };

export const panelText = (panel: Panel): string => (panel.kind === "thread" ? `thread-${panel.messageId}` : panel.kind);

export function panelOf(given: string | null): Panel | undefined {
  const [, messageId] = /^thread-(\d{1,16})$/.exec(given ?? "") ?? [];
  if (messageId !== undefined) return { kind: "thread", messageId: Number(messageId) };
  const kind = plain.find((name) => name === given);
  return kind && { kind };
}
