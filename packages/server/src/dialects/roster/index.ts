export { rosterDialect } from "./dialect.ts";
