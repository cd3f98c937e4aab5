export { endsConnection, failureOf, sqlState, unreachable } from "../../postgres/failures.ts";
