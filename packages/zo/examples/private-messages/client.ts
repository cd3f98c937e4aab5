/** The document's example, unchanged between the lines, with what it leaves out before and after. */
import { createClient } from "@parlance/zo/client";
import type { appRouter } from "./server.ts";

export function connect(url: string, userName: string) {
  const client = createClient<typeof appRouter>(url, { headers: { userName } });
  let myClientId: string | undefined;

// ---- from the document
// Get own client ID
client.on.connection.onClientId((data) => {
  console.log("My client ID:", data.clientId);
  myClientId = data.clientId;
});

client.onOpen(() => {
  client.send.connection.getClientId({});
});

// Listen for private messages
client.on.chat.onPrivate((data) => {
  console.log(`Private from ${data.from}: ${data.message}`);
});

// Send private message
const sendPrivateMessage = (targetId: string, message: string) => {
  client.send.chat.private({
    targetUserId: targetId,
    message,
  });
};
// ----

  return { client, sendPrivateMessage, clientId: () => myClientId };
}
