import { randomBytes } from "node:crypto";
import type { MovementStore } from "../../ports/movements.ts";
import type { Store } from "../../ports/store.ts";
import { accountCalls, fileCalls, personalCalls } from "./account-calls.ts";
import { heedingDoers } from "./heeding-doers.ts";
import { historyCalls, searchCalls } from "./history-calls.ts";
import { MemoryModel } from "./memory-model.ts";
import { MemoryTurns } from "./memory-turns.ts";
import { moderationCalls } from "./moderation-calls.ts";
import { postCalls } from "./post-calls.ts";
import { roomCalls } from "./room-calls.ts";
import { acquaintanceCalls, userCalls } from "./user-calls.ts";

/** The reference model of the port: keeps everything in this process and loses it with the process. For tests. */
export function createMemoryStore(): Store & MovementStore {
  const model = new MemoryModel();
  const turns = new MemoryTurns((userId) => model.users.isGone(userId));
  const store: Store & MovementStore = {
    secret: randomBytes(32),
    onCommit: (listener) => {
      turns.listener = listener;
    },
    ...userCalls(model, turns),
    ...acquaintanceCalls(model, turns),
    ...roomCalls(model, turns),
    ...postCalls(model, turns),
    ...historyCalls(model, turns),
    ...searchCalls(model, turns),
    ...accountCalls(model, turns),
    ...personalCalls(model, turns),
    ...fileCalls(model, turns),
    ...moderationCalls(model, turns),
    check: () => turns.write(null, () => undefined),
    close: () => {
      turns.isClosed = true;
      return Promise.resolve();
    },
  };
  return heedingDoers(store, turns);
}
