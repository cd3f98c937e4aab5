import { MemoryAccounts } from "./memory-accounts.ts";
import { MemoryBlocks } from "./memory-blocks.ts";
import { MemoryFiles } from "./memory-files.ts";
import { MemoryLog } from "./memory-log.ts";
import { MemoryMessages } from "./memory-messages.ts";
import { MemoryModeration } from "./memory-moderation.ts";
import { MemoryPersonal } from "./memory-personal.ts";
import { MemoryReports } from "./memory-reports.ts";
import { MemoryRooms } from "./memory-rooms.ts";
import { MemorySync } from "./memory-sync.ts";
import { MemoryUsers } from "./memory-users.ts";

/** All that the reference model keeps, by area. */
export class MemoryModel {
  readonly log = new MemoryLog();
  readonly users = new MemoryUsers((id, at) => this.log.bans.isShutOut(id, at));
  readonly blocks = new MemoryBlocks(this.users);
  readonly rooms = new MemoryRooms(this.log, this.users, this.blocks);
  readonly files = new MemoryFiles();
  readonly messages = new MemoryMessages(this.log, this.users, { blocks: this.blocks, files: this.files });
  readonly personal = new MemoryPersonal({ log: this.log, users: this.users, blocks: this.blocks });
  readonly sync = new MemorySync(this.log);
  readonly moderation = new MemoryModeration(this.log, this.users);
  readonly reports = new MemoryReports(this.log, this.users, this.moderation);
  readonly accounts = new MemoryAccounts(this);
}
