import { storeContract } from "@parlance/conformance/store-contract/store-contract.ts";
import { StoreInFolder } from "./testing.ts";

storeContract("sqlite", { makeStore: () => StoreInFolder.make() });
