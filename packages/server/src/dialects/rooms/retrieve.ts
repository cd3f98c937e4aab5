import type { Chat, Messages } from "../../core/api.ts";
import type { Message, MessageId, UserId } from "../../ports/model.ts";
import { standing } from "../posts.ts";
import { roomMessage } from "./encode.ts";

interface Source extends Pick<Chat, "files"> {
  readonly messages: Pick<Messages, "after">;
}
interface Asked {
  readonly userId: UserId;
  readonly after: MessageId;
}

/** A piece of JSON text is handed on once it is this long; the next is made when the reader asks for it. */
const pieceChars = 64 * 1024;

/**
 * The JSON answer of `retrieve` as a stream: all messages after an id in the user's rooms, oldest first, twice. `occupants` is where
 * the document puts them, `messages` where its upstream does. The history is read page by page, once per array, so the
 * answer takes the memory of one page however long it is; the second reading ends where the first did, so both arrays are equal:
 * what is posted meanwhile has a greater id. What is edited, deleted or left meanwhile, the second shows as it then is.
 *
 * Resolves when the first page is read, so that a store that cannot answer is told with a status of its own.
 */
export async function retrieve(chat: Source, asked: Asked): Promise<AsyncIterable<string>> {
  const pages = chat.messages.after(asked.userId, asked.after)[Symbol.asyncIterator]();
  const first = await pages.next();
  return answer(chat, asked, continued(first, pages));
}

async function* answer(chat: Source, asked: Asked, firstReading: AsyncIterable<readonly Message[]>): AsyncGenerator<string> {
  let lastId = asked.after;
  const seen = (message: Message): true => {
    lastId = message.id;
    return true;
  };
  yield* list(chat, firstReading, { opening: '{"room_name":null,"occupants":[', takes: seen });
  const again = chat.messages.after(asked.userId, asked.after);
  yield* list(chat, again, { opening: '],"messages":[', takes: (message) => message.id <= lastId });
  yield "]}";
}

interface ListOptions {
  readonly opening: string;
  /** False for the first message that is not to be shown any more. */
  takes(message: Message): boolean;
}

async function* list(chat: Source, pages: AsyncIterable<readonly Message[]>, options: ListOptions): AsyncGenerator<string> {
  let piece = options.opening;
  let separator = "";
  for await (const page of pages) {
    for (const message of standing(page)) {
      if (!options.takes(message)) {
        yield piece;
        return;
      }
      piece += separator + JSON.stringify(roomMessage(message, chat.files));
      separator = ",";
      if (piece.length >= pieceChars) {
        yield piece;
        piece = "";
      }
    }
  }
  yield piece;
}

/** An iteration whose first step was taken already. */
async function* continued<T>(first: IteratorResult<T>, rest: AsyncIterator<T>): AsyncGenerator<T> {
  try {
    for (let step = first; step.done !== true; step = await rest.next()) yield step.value;
  } finally {
    await rest.return?.();
  }
}
