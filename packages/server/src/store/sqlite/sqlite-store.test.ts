import { storeContract } from "@parlance/conformance/store-contract/store-contract.ts";
import { StoreInFolder } from "./testing/store-in-folder.ts";

storeContract("sqlite", { makeStore: () => StoreInFolder.make() });
