import { describe } from "node:test";
import { accountRules } from "./accounts.ts";
import { commitRules } from "./commits.ts";
import { durabilityRules } from "./durability.ts";
import { postRules } from "./posts.ts";
import { reactionRules } from "./reactions.ts";
import { readingRules } from "./reading.ts";
import { roomRules } from "./rooms.ts";
import { textRules } from "./texts.ts";
import { tokenRules } from "./tokens.ts";
import type { StoreContractOptions } from "./world.ts";

/** Holds a store to every obligation of the Store port (packages/server/src/ports/store.ts). */
export function storeContract(name: string, options: StoreContractOptions): void {
  describe(`store contract: ${name}`, () => {
    describe("accounts, guests and names", () => accountRules(options));
    describe("tokens and files", () => tokenRules(options));
    describe("rooms and members", () => roomRules(options));
    describe("posts", () => postRules(options));
    describe("reactions", () => reactionRules(options));
    describe("reading", () => readingRules(options));
    describe("texts", () => textRules(options));
    describe("commits", () => commitRules(options));
    describe("durability", () => durabilityRules(options));
  });
}
