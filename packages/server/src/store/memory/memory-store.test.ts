import { storeContract } from "@parlance/conformance/store-contract/store-contract.ts";
import { createMemoryStore } from "./memory-store.ts";

storeContract("memory", {
  makeStore: async () => {
    const store = createMemoryStore();
    return { store, reopen: () => Promise.reject(new Error("nothing was kept")), dispose: () => store.close() };
  },
  volatile: "the memory store keeps nothing past its closing: it is the model the others are compared with",
});
