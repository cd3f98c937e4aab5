import { z } from "zod";
import type { Chat } from "../../core/api.ts";
import type { UserId } from "../../ports/model.ts";
import { errorBody } from "../refusal.ts";
import { credentialsOf, type Route, type RouteRequest, route } from "../route.ts";
import { showUser, userBody } from "./user.ts";

const path = "/user/info";
const answer = z.object({ user: userBody }).meta({ title: "User info" });
const body = z
  .object({ user_id: z.string().optional().meta({ description: "Somebody one shares a room with; oneself when left out" }) })
  .optional()
  .meta({ title: "Whom to show" });

export function userInfoRoutes({ accounts }: Chat): readonly Route[] {
  const show = async (request: RouteRequest<unknown>, userId?: UserId) => {
    const viewer = credentialsOf(request).session.user;
    const user = await accounts.profile(viewer, userId ?? viewer.id);
    return { status: 200, body: { user: showUser(user) } };
  };
  return [
    route({
      method: "GET",
      path,
      summary: "Who one is",
      answers: { 200: answer, 401: errorBody, 503: errorBody },
      authenticated: true,
      handle: (request) => show(request),
    }),
    route({
      method: "POST",
      path,
      summary: "Who one is, or who somebody is that one shares a room with",
      body,
      answers: { 200: answer, 400: errorBody, 401: errorBody, 404: errorBody, 503: errorBody },
      authenticated: true,
      handle: (request) => show(request, request.body?.user_id),
    }),
  ];
}
