import { describe } from "node:test";
import { deletionRules, profileRules } from "./account-life.ts";
import { accountRules } from "./accounts.ts";
import { acquaintanceRules } from "./acquaintances.ts";
import { administratorRules } from "./administrators.ts";
import { banRules } from "./bans.ts";
import { blockRules } from "./blocks.ts";
import { changeRules } from "./changes.ts";
import { clusterRules } from "./cluster.ts";
import { commitRules } from "./commits.ts";
import { durabilityRules } from "./durability.ts";
import { fileRules } from "./files.ts";
import { groupRules } from "./groups.ts";
import { linkRules } from "./links.ts";
import { postRules } from "./posts.ts";
import { reactionRules } from "./reactions.ts";
import { readingRules } from "./reading.ts";
import { readRules } from "./reads.ts";
import { reportRules } from "./reports.ts";
import { roleRules } from "./roles.ts";
import { roomRules } from "./rooms.ts";
import { searchRules } from "./search.ts";
import { syncRules } from "./syncing.ts";
import { textRules } from "./texts.ts";
import { tokenRules } from "./tokens.ts";
import type { StoreContractOptions } from "./world.ts";

/** Holds a store to every obligation of the Store port (packages/server/src/ports/store.ts). */
export function storeContract(name: string, options: StoreContractOptions): void {
  describe(`store contract: ${name}`, () => {
    describe("accounts, guests and names", () => accountRules(options));
    describe("profiles, sessions and passwords", () => profileRules(options));
    describe("deleted accounts", () => deletionRules(options));
    describe("tokens", () => tokenRules(options));
    describe("files", () => fileRules(options));
    describe("rooms and members", () => roomRules(options));
    describe("acquaintances", () => acquaintanceRules(options));
    describe("what several servers ask", () => clusterRules(options));
    describe("groups", () => groupRules(options));
    describe("roles", () => roleRules(options));
    describe("bans from rooms", () => banRules(options));
    describe("administrators", () => administratorRules(options));
    describe("reports", () => reportRules(options));
    describe("posts", () => postRules(options));
    describe("answers and calls", () => linkRules(options));
    describe("changed messages", () => changeRules(options));
    describe("reactions", () => reactionRules(options));
    describe("read positions and mutes", () => readRules(options));
    describe("blocks", () => blockRules(options));
    describe("reading", () => readingRules(options));
    describe("syncing", () => syncRules(options));
    describe("searching", () => searchRules(options));
    describe("texts", () => textRules(options));
    describe("commits", () => commitRules(options));
    describe("durability", () => durabilityRules(options));
  });
}
