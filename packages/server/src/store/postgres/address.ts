export { type Address, addressOf, loginTo } from "../../postgres/address.ts";
