export { roomsDialect } from "./dialect.ts";
export { roomsRoutes } from "./routes.ts";
