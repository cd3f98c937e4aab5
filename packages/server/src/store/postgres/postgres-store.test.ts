import { describe } from "node:test";
import { withoutPostgres } from "@parlance/conformance/services/postgres.ts";
import { storeContract } from "@parlance/conformance/store-contract/store-contract.ts";
import { StoreInDatabase } from "./testing/store-in-database.ts";

describe("on PostgreSQL", { skip: withoutPostgres() }, () => {
  storeContract("postgres", { makeStore: () => StoreInDatabase.make() });
});
