import type { AreaHandlers, Native } from "./native.ts";
import { messageOf } from "./words.ts";

/** `search.*`: core decides what is found. */
export function searchHandlers({ context: { chat } }: Native): AreaHandlers<"search"> {
  return {
    find: ({ input, ctx: { member } }) =>
      member.does("search.find", async () => {
        const { messages, next } = await chat.search.find(member.user.id, input);
        return { messages: messages.map((one) => messageOf(one, chat.files)), ...(next === null ? {} : { next }) };
      }),
  };
}
