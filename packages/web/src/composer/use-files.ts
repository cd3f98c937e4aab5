import { type Chat, ChatError } from "@parlance/client";
import { useChat } from "@parlance/client/react";
import { uploadFile } from "@parlance/client/upload";
import { useSyncExternalStore } from "react";
import { sizeText } from "../files/file-facts.ts";
import { reasonOf } from "../text/errors.ts";
import { text } from "../text/text.ts";
import { FileQueue, type QueuedFile } from "./file-queue.ts";

/** The server's bound unless it is set otherwise (packages/server/src/ports/bounds.ts, `uploadBytes`). It does not tell. */
const uploadBytes = 100 * 1024 * 1024;
/** What another try does not change. */
const final = new Set(["file_invalid", "file_too_large", "forbidden", "token_missing"]);

const queueFor = (chat: Chat): FileQueue =>
  new FileQueue({
    upload: (file, options) => uploadFile(chat, file, options),
    refuse: ({ size }) => {
      if (size === 0) return new ChatError("empty");
      return size > uploadBytes ? new ChatError("over_bound") : undefined;
    },
    mayRetry: (error) => !final.has(reasonOf(error)),
  });

/** Of one room or thread: what was chosen waits there, whichever room is looked at meanwhile. */
const ofChats = new WeakMap<Chat, Map<string, FileQueue>>();

export function useFiles(place: string): { readonly queue: FileQueue; readonly files: readonly QueuedFile[] } {
  const chat = useChat();
  const queues = ofChats.get(chat) ?? new Map<string, FileQueue>();
  ofChats.set(chat, queues);
  const queue = queues.get(place) ?? queueFor(chat);
  queues.set(place, queue);
  return { queue, files: useSyncExternalStore(queue.subscribe, queue.get) };
}

/** Why a file is not there. */
export function whyNoFile(error: unknown): string {
  const reason = reasonOf(error);
  if (reason === "empty") return text.composer.fileEmpty;
  if (reason === "over_bound") return text.composer.fileTooLarge(sizeText(uploadBytes));
  return reason === "file_invalid" ? text.composer.fileKind : text.errors(error);
}
