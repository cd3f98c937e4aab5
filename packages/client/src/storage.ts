export { keepIn, memoryStorage, type Storage, type WebStorageLike, webStorage } from "./storage/storage.ts";
