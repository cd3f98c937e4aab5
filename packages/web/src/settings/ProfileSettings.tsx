import type { Person } from "@parlance/client";
import { useChat, useMe } from "@parlance/client/react";
import { useState } from "react";
import { Button } from "../design/Button.tsx";
import { TextArea, TextField } from "../design/Field.tsx";
import { say } from "../design/Toasts.tsx";
import { type Profile, profilesOf, useProfile } from "../people/profiles.ts";
import { text } from "../text/text.ts";
import { PictureSettings } from "./PictureSettings.tsx";
import styles from "./Settings.module.css";
import { reasonOf, wordsOf } from "./settings-errors.ts";

/** How one is shown to others. */
export function ProfileSettings() {
  const me = useMe();
  return me === undefined ? <p>{text.common.loading}</p> : <MyProfile me={me} />;
}

function MyProfile({ me }: { readonly me: Person }) {
  const profile = useProfile(me.id);
  if (profile === undefined) return <p>{text.common.loading}</p>;
  return (
    <>
      <section className={styles["section"]}>
        <PictureSettings profile={profile} />
      </section>
      <section className={styles["section"]}>
        <Words profile={profile} />
      </section>
    </>
  );
}

interface Errors {
  readonly name?: string;
  readonly about?: string;
  readonly form?: string;
}

function Words({ profile }: { readonly profile: Profile }) {
  const chat = useChat();
  const [name, setName] = useState(profile.displayName ?? profile.name);
  const [about, setAbout] = useState(profile.about ?? "");
  const [errors, setErrors] = useState<Errors>({});
  const [isBusy, setBusy] = useState(false);
  const words = text.settings;
  const shown = profile.displayName ?? profile.name;
  // Without a name of their own choice they are shown by that of their account.
  const displayName = name.trim() === "" ? profile.name : name.trim();
  const isChanged = displayName !== shown || about !== (profile.about ?? "");
  const save = async (): Promise<void> => {
    setErrors({});
    setBusy(true);
    try {
      const changes = { ...(displayName !== shown && { displayName }), about };
      const answer = await chat.call.account.setProfile(changes);
      profilesOf(chat).keep(answer.profile);
      setName(displayName);
      say(words.profileSaved);
    } catch (error) {
      const { reason } = reasonOf(error);
      const field = reason.startsWith("name_") ? "name" : reason === "text_too_long" ? "about" : "form";
      setErrors({ [field]: wordsOf(error) });
    }
    setBusy(false);
  };
  return (
    <form
      noValidate
      className={styles["section"]}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy && isChanged) void save();
      }}
    >
      <TextField
        label={words.displayName}
        name="name"
        autoComplete="nickname"
        hint={words.displayNameHint}
        error={errors.name}
        value={name}
        onChange={({ target }) => setName(target.value)}
      />
      <TextArea
        label={words.about}
        rows={3}
        hint={words.aboutHint}
        error={errors.about}
        value={about}
        onChange={({ target }) => setAbout(target.value)}
      />
      <p role="alert" className={styles["error"]}>
        {errors.form}
      </p>
      <div className={styles["row"]}>
        <Button variant="primary" type="submit" isBusy={isBusy} disabled={!isChanged}>
          {words.saveProfile}
        </Button>
      </div>
    </form>
  );
}
