import { UserPlus } from "lucide-react";
import { Button } from "../design/Button.tsx";
import { Notice } from "../design/Notice.tsx";
import { useLeaving } from "../session/Leave.tsx";
import { text } from "../text/text.ts";
import { settingsDoor } from "./door.ts";

export function GuestInvitation() {
  const { leave, dialog } = useLeaving(() => settingsDoor.set(undefined));
  const words = text.settings;
  return (
    <>
      <Notice
        icon={<UserPlus size={26} />}
        title={words.guestTitle}
        action={
          <Button variant="primary" onClick={() => leave("to_account")}>
            {words.createAccount}
          </Button>
        }
      >
        {words.guestAbout}
      </Notice>
      {dialog}
    </>
  );
}
