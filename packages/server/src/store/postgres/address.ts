export { type Address, addressOf } from "../../postgres/address.ts";
