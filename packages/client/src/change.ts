/** What an event makes of a message, as rooms do it themselves: for lists that the chat does not keep, such as pins and threads. */
export { changed as changedMessage, messageIdOf } from "./room/change.ts";
