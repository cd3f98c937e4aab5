import type { Person } from "@parlance/client";
import { type ComponentProps, memo } from "react";
import { ownUrl } from "../app/own-url.ts";
import { Avatar } from "../design/Avatar.tsx";
import { useProfile } from "./profiles.ts";

type PersonAvatarProps = Pick<ComponentProps<typeof Avatar>, "size" | "presence"> & {
  readonly person: Pick<Person, "id" | "name">;
};

/** A user's picture, by what is known of them. */
export const PersonAvatar = memo(function PersonAvatar({ person, ...rest }: PersonAvatarProps) {
  const profile = useProfile(person.id);
  return <Avatar id={person.id} name={profile?.displayName ?? person.name} url={ownUrl(profile?.avatarUrl)} {...rest} />;
});
