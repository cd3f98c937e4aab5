export { endsConnection, failureOf, isOurMistake, isTooLong, sqlState, unreachable } from "../../postgres/failures.ts";
