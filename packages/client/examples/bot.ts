/** A bot that answers whoever calls it by `@name`: `node bot.ts ws://localhost:8080/zo TOKEN`. */
import { type Chat, createChat } from "@parlance/client";

export function startBot(url: string, token: string): Chat {
  const chat = createChat({ url, credentials: { token } });
  chat.on("mention", ({ id, roomId, author, text }) => {
    chat.room(roomId).send(`${author.name}, you said: ${text}`, { replyTo: id });
  });
  // Who invites it to a room is greeted there.
  chat.on("member_joined", ({ roomId, user, by }) => {
    if (by !== undefined && user.id === chat.me.get()?.id) chat.room(roomId).send(`Hello! Call me by @${user.name}.`);
  });
  return chat;
}

const [url, token] = process.argv.slice(2);
if (import.meta.main && url && token) startBot(url, token);
