import type { AccountRow } from "@parlance/client/contract";
import { useChat } from "@parlance/client/react";
import { UserSearch } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { TextField } from "../design/Field.tsx";
import { Notice } from "../design/Notice.tsx";
import { PagedList } from "../panels/PagedList.tsx";
import { usePages } from "../panels/use-pages.ts";
import { text } from "../text/text.ts";
import { AccountLine } from "./AccountLine.tsx";
import type { Keeping } from "./keeping.ts";
import styles from "./Rows.module.css";

const words = text.moderation;
const keyOf = ({ user }: AccountRow): string => user.id;
const pauseMs = 200;

/** The server's accounts, by the beginning of their names. */
export function PeopleTab({ keeping }: { readonly keeping: Keeping }) {
  const chat = useChat();
  const [typed, setTyped] = useState("");
  const name = useSettled(typed.trim());
  const ask = useMemo(
    () => async (after: string | undefined) => {
      const page = await chat.call.server.users({ name, ...(after !== undefined && { after }) });
      return { items: page.users, next: page.next };
    },
    [chat, name],
  );
  const people = usePages<AccountRow, string>({ ask, keyOf, isFixed: true });
  const change = (changed: AccountRow): void =>
    people.change((items) => items.map((one) => (one.user.id === changed.user.id ? changed : one)));
  return (
    <>
      <TextField
        className={styles["find"]}
        label={words.findPeople}
        autoComplete="off"
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
      />
      <PagedList pages={people} empty={<Notice icon={<UserSearch size={26} />} title={words.noPeople} />}>
        <ul>
          {people.items.map((row) => (
            <AccountLine key={row.user.id} row={row} keeping={keeping} onChange={change} />
          ))}
        </ul>
      </PagedList>
    </>
  );
}

function useSettled(typed: string): string {
  const [settled, settle] = useState(typed);
  useEffect(() => {
    const timer = setTimeout(() => settle(typed), pauseMs);
    return () => clearTimeout(timer);
  }, [typed]);
  return settled;
}
