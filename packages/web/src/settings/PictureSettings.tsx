import { useChat } from "@parlance/client/react";
import { uploadFile } from "@parlance/client/upload";
import { useRef } from "react";
import { ownUrl } from "../app/own-url.ts";
import { Avatar } from "../design/Avatar.tsx";
import { Button } from "../design/Button.tsx";
import { say } from "../design/Toasts.tsx";
import { type Profile, profilesOf } from "../people/profiles.ts";
import { text } from "../text/text.ts";
import styles from "./Settings.module.css";
import { useDeed } from "./use-deed.ts";

/** As the server takes pictures that are shown in place: formats without scripts. */
const pictureTypes = "image/png,image/jpeg,image/gif,image/webp,image/avif";

/** A picture is uploaded and then shown: the page's policy lets it show what the server sent, and nothing else. */
export function PictureSettings({ profile }: { readonly profile: Profile }) {
  const chat = useChat();
  const input = useRef<HTMLInputElement>(null);
  const { isBusy, error, run } = useDeed();
  const words = text.settings;
  const change = async (avatarFileId: string | null): Promise<void> => {
    const answer = await chat.call.account.setProfile({ avatarFileId });
    profilesOf(chat).keep(answer.profile);
  };
  const choose = async (file: File): Promise<void> => {
    if (await run(async () => change((await uploadFile(chat, file)).id))) say(words.pictureSaved);
  };
  const remove = async (): Promise<void> => {
    if (await run(() => change(null))) say(words.pictureRemoved);
  };
  return (
    <>
      <div className={styles["row"]}>
        <Avatar id={profile.id} name={profile.displayName ?? profile.name} url={ownUrl(profile.avatarUrl)} size="huge" />
        <div className={styles["grow"]}>
          <div className={styles["row"]}>
            <Button isBusy={isBusy} onClick={() => input.current?.click()}>
              {words.choosePicture}
            </Button>
            {profile.avatarUrl !== undefined && (
              <Button variant="quiet" disabled={isBusy} onClick={() => void remove()}>
                {words.removePicture}
              </Button>
            )}
          </div>
          <p className={styles["small"]}>{words.pictureHint}</p>
        </div>
        <input
          ref={input}
          type="file"
          accept={pictureTypes}
          aria-label={words.picture}
          tabIndex={-1}
          className={styles["hiddenInput"]}
          onChange={({ target }) => {
            const [file] = target.files ?? [];
            // The same file may be chosen again.
            target.value = "";
            if (file !== undefined) void choose(file);
          }}
        />
      </div>
      <p role="alert" className={styles["error"]}>
        {error}
      </p>
    </>
  );
}
