import { createContext, createElement, type FunctionComponentElement, type ReactNode, useContext } from "react";
import type { Chat } from "../chat.ts";

export interface ChatProviderProps {
  /** Made by the caller, and closed by the caller: it may outlive the page's components. */
  readonly value: Chat;
  readonly children?: ReactNode;
}

const ChatContext = createContext<Chat | undefined>(undefined);

/** Gives a chat to the hooks below it. */
export function ChatProvider({
  value,
  children,
}: ChatProviderProps): FunctionComponentElement<{ readonly value: Chat | undefined }> {
  return createElement(ChatContext.Provider, { value }, children);
}

/**
 * The provider's chat.
 * @throws {Error} without a provider above.
 */
export function useChat(): Chat {
  const chat = useContext(ChatContext);
  if (chat === undefined) throw new Error("no chat: this component needs a ChatProvider above it");
  return chat;
}
