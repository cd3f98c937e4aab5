import type { UserId } from "../ports/model.ts";
import type { Store } from "../ports/store.ts";

type Method = { [K in keyof Store]: Store[K] extends (...args: infer _) => Promise<unknown> ? K : never }[keyof Store];
type Doers = { readonly [N in Method]?: (...args: Parameters<Store[N]>) => UserId | null };

const nobody = (): null => null;
const by = (deed: { readonly by: { readonly id: UserId } }): UserId => deed.by.id;
const named = (deed: { readonly userId: UserId }): UserId => deed.userId;

/** Who does each write, which is refused as `gone` when it is an account that was deleted. */
export const doers = {
  createAccount: nobody,
  saveGuest: nobody,
  setDisplayName: (userId) => userId,
  touchUsers: nobody,
  createToken: named,
  replaceToken: (_oldHash, token) => token.userId,
  deleteSession: nobody,
  deleteExpiredTokens: nobody,
  openDirect: ({ from }) => from,
  createRoom: by,
  changeRoom: by,
  joinRoom: by,
  invite: by,
  leaveRoom: by,
  removeMember: by,
  setRole: by,
  post: ({ author }) => author.id,
  postPrivate: ({ author }) => author.id,
  toggleReaction: ({ user }) => user.id,
  editMessage: by,
  deleteMessage: by,
  pinMessage: by,
  saveFile: ({ ownerId }) => ownerId,
  deleteUnattachedFiles: nobody,
  forgetReleased: nobody,
  setProfile: named,
  openSession: nobody,
  useSession: nobody,
  endSessions: named,
  changePassword: named,
  deleteAccount: nobody,
  continueDeletion: nobody,
  banFromRoom: by,
  unbanFromRoom: by,
  banFromServer: by,
  unbanFromServer: by,
  setAdmin: (change) => change.by?.id ?? null,
  deleteAsAdmin: by,
  createReport: by,
  resolveReport: by,
  purgeModeration: nobody,
  markRead: named,
  setMute: named,
  block: named,
  unblock: (userId) => userId,
  check: nobody,
} satisfies Doers;
export type DoneWrite = keyof typeof doers;

export function doerOf<N extends DoneWrite>(name: N, args: Parameters<Store[N]>): UserId | null {
  // What belongs to a name is called with the arguments of that name.
  const doer = doers[name] as (...given: Parameters<Store[N]>) => UserId | null;
  return doer(...args);
}
