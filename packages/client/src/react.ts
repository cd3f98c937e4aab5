export { useConnection, useMe, useRooms } from "./react/chat.ts";
export { useChatEvent } from "./react/event.ts";
export { type RoomMessages, useMessages } from "./react/messages.ts";
export { ChatProvider, type ChatProviderProps, useChat } from "./react/provider.ts";
export { type UsedRoom, useRoom } from "./react/room.ts";
export { usePresence, useTyping } from "./react/signals.ts";
export { type Unread, useUnread } from "./react/unread.ts";
