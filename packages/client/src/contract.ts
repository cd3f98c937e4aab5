export { accountRoutes, type Profile, profile, type Session, session, userRoutes } from "./contract/account.ts";
export type { RoomEvent, RoomEventType } from "./contract/events.ts";
export { roomEvent } from "./contract/events.ts";
export { messageRoutes } from "./contract/messages.ts";
export { roomRoutes } from "./contract/rooms.ts";
export { type NativeRoutes, nativeRoutes } from "./contract/routes.ts";
export { type CaughtUp, caughtUp, type Standing, standing, syncRoutes } from "./contract/sync.ts";
export type { FileRef, Message, Person, Role, Room } from "./contract/words.ts";
export { message, person, role, room } from "./contract/words.ts";
