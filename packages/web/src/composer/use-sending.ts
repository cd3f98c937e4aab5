import type { SentMessage } from "@parlance/client";
import { useChat } from "@parlance/client/react";
import { useEffect, useRef, useState } from "react";
import { useIntent } from "../conversation/intent.ts";
import { say } from "../design/Toasts.tsx";
import { text } from "../text/text.ts";
import type { DraftPlace } from "./draft-store.ts";
import { mostFiles, type QueuedFile } from "./file-queue.ts";
import { charsLeft, sendable } from "./text-count.ts";
import { useFiles } from "./use-files.ts";
import { useWords, type Words } from "./use-words.ts";

/** What is written, the files with it, and how they go. */
export function useSending(place: DraftPlace) {
  const { roomId, thread } = place;
  const room = useChat().room(roomId);
  const { intent, become } = useIntent();
  const words = useWords(place);
  const { queue, files } = useFiles(`${roomId} ${thread}`);
  /** Send was pressed before the files were there. */
  const [isWaiting, setWaiting] = useState(false);

  const sendAll = (): void => {
    const given = sendable(words.text);
    const ready = files.flatMap(({ key, state }) => (state.kind === "there" ? [{ key, ref: state.ref }] : []));
    const [first, ...others] = ready;
    if (given === "" && first === undefined) return;
    const inThread = thread === undefined ? {} : { thread };
    const replyTo = intent.kind === "reply" ? { replyTo: intent.to.id } : {};
    try {
      room.send(given, { ...inThread, ...replyTo, ...(first && { file: first.ref }) });
      words.write("");
      if (intent.kind === "reply") become({ kind: "say" });
      if (first !== undefined) queue.remove(first.key);
      // A message has one file.
      for (const { key, ref } of others) {
        room.send("", { ...inThread, file: ref });
        queue.remove(key);
      }
    } catch (error) {
      // Too many wait: what was not sent is still there.
      say(text.errors(error), { isError: true });
    }
  };

  const latestIntent = useRef(intent);
  latestIntent.current = intent;
  const saveEdit = ({ id, text: before }: SentMessage): void => {
    const now = sendable(words.text);
    become({ kind: "say" });
    if (now === before) return;
    room.edit(id, now).catch((error: unknown) => {
      say(text.composer.editFailed(text.errors(error)), { isError: true });
      // Back to what was written, unless the person does something else by now.
      if (latestIntent.current.kind !== "say") return;
      become(intent);
      words.write(now);
    });
  };

  const send = (): void => {
    const problem = problemWith(words, files);
    if (problem !== undefined) say(problem, { isError: true });
    else if (words.editing !== undefined) saveEdit(words.editing);
    else if (files.some(({ state }) => state.kind !== "there")) setWaiting(true);
    else sendAll();
  };
  const latest = useRef(send);
  latest.current = send;

  useEffect(() => {
    if (!isWaiting || files.some(({ state }) => state.kind === "waiting" || state.kind === "uploading")) return;
    setWaiting(false);
    latest.current();
  }, [isWaiting, files]);

  const addFiles = (given: readonly File[]): void => {
    if (!queue.add(given)) say(text.composer.tooManyFiles(mostFiles), { isError: true });
  };
  return { words, queue, files, isWaiting, send, addFiles };
}

function problemWith({ text: written, editing }: Words, files: readonly QueuedFile[]): string | undefined {
  if ((charsLeft(written) ?? 0) < 0) return text.composer.tooLong;
  if (editing !== undefined) return sendable(written) === "" && editing.file === undefined ? text.composer.editEmpty : undefined;
  return files.some(({ state }) => state.kind === "failed") ? text.composer.filesFailed : undefined;
}
