import type { RoomInfo } from "@parlance/client";
import { type KeyboardEvent, type RefObject, useState } from "react";
import { replaceIn } from "./field.ts";
import { completed, type Token, tokenAt } from "./token.ts";
import { type Suggestion, useSuggestions } from "./use-suggestions.ts";

export interface Completion {
  readonly suggestions: readonly Suggestion[];
  readonly active: number;
  /** The caret or the text is another. */
  readonly look: () => void;
  readonly close: () => void;
  readonly pick: (suggestion: Suggestion) => void;
  /** True for a key that was for the list. */
  readonly takeKey: (event: KeyboardEvent) => boolean;
}

const none: readonly Suggestion[] = [];

/** Names after `@` and emoji after `:`, for a text field. */
export function useCompletion(field: RefObject<HTMLTextAreaElement | null>, room: RoomInfo): Completion {
  const [token, setToken] = useState<Token>();
  const [active, setActive] = useState(0);
  /** Where Escape was pressed: nothing is offered there until something else is begun. */
  const [closedAt, setClosedAt] = useState<number>();
  const found = useSuggestions(token, room);
  const suggestions = token === undefined || token.start === closedAt ? none : found;

  const look = (): void => {
    const { value, selectionStart, selectionEnd } = field.current ?? { value: "", selectionStart: 0, selectionEnd: 0 };
    const now = selectionStart === selectionEnd ? tokenAt(value, selectionStart) : undefined;
    if (now?.kind === token?.kind && now?.start === token?.start && now?.query === token?.query) return;
    setToken(now);
    setActive(0);
    if (now?.start !== closedAt) setClosedAt(undefined);
  };
  const pick = (suggestion: Suggestion): void => {
    if (token === undefined || field.current === null) return;
    replaceIn(field.current, completed(field.current.value, token, suggestion.insert));
    setToken(undefined);
  };
  const takeKey = (event: KeyboardEvent): boolean => {
    const count = suggestions.length;
    if (count === 0 || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = suggestions[Math.min(active, count - 1)];
    if (step !== undefined) setActive((active + step + count) % count);
    else if (event.key === "Escape") setClosedAt(token?.start);
    else if ((event.key === "Enter" || event.key === "Tab") && chosen !== undefined) pick(chosen);
    else return false;
    event.preventDefault();
    return true;
  };
  return { suggestions, active: Math.min(active, suggestions.length - 1), look, close: () => setToken(undefined), pick, takeKey };
}
