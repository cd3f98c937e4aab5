import type { Message, RoomEvent } from "../../ports/model.ts";
import type { NewPrivatePost } from "../../ports/posts.ts";
import type { Outcome, WriteAnswer } from "../batches.ts";
import { postOf } from "../post-fields.ts";
import { fileWrites } from "./files-table.ts";
import { Joiner } from "./joiner.ts";
import { Ledger } from "./ledger.ts";
import { Space } from "./space.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";
import { accountWrites } from "./write-accounts.ts";
import { banWrites } from "./write-bans.ts";
import { changeWrites } from "./write-changes.ts";
import { deletionWrites } from "./write-deletions.ts";
import { directWrites } from "./write-directs.ts";
import { memberWrites } from "./write-members.ts";
import type { InSavepoint, RunAnswers, WriteParts } from "./write-parts.ts";
import { personalWrites } from "./write-personal.ts";
import type { PostAnswer } from "./write-posts.ts";
import { PostWriter } from "./write-posts.ts";
import { purgeWrites } from "./write-purges.ts";
import { reactionWrites } from "./write-reactions.ts";
import { reportWrites } from "./write-reports.ts";
import { roomWrites } from "./write-rooms.ts";
import { serverWrites } from "./write-server.ts";
import { tokenWrites } from "./write-tokens.ts";
import { userWrites } from "./write-users.ts";

/** A private message that was executed by itself. */
interface ByItself {
  readonly byItself: WriteAnswer;
}

/** The writing half of the port, over one connection. */
export function createWriteParts(db: Connection): WriteParts {
  let events: RoomEvent[] = [];
  const emit = (event: RoomEvent): void => {
    events.push(event);
  };
  const ledger = new Ledger(db);
  const joiner = new Joiner(db, ledger, emit);
  const rooms = { ledger, joiner, emit };
  const beat = new Statement(db, "UPDATE head SET pulse = pulse + 1");
  const pulse = async (): Promise<void> => {
    await beat.run();
  };
  const space = new Space(db);
  const directs = directWrites(db, { ledger, joiner, emit, pulse });
  const posts = new PostWriter(db, ledger);
  const alone = async (post: NewPrivatePost, inSavepoint: InSavepoint) => {
    let posted: Message | null = null;
    const byItself = await inSavepoint(async (): Promise<Outcome> => {
      const outcome = await directs.postPrivate(post);
      if (outcome.kind === "posted") posted = outcome.message;
      return outcome;
    });
    return { answer: { byItself }, posted: "kind" in byItself && byItself.kind === "value" ? posted : null };
  };
  return {
    ledger,
    functions: {
      ...userWrites(db, ledger, joiner),
      ...tokenWrites(db, ledger),
      openDirect: directs.openDirect,
      ...roomWrites(db, rooms),
      ...memberWrites(db, rooms),
      ...reactionWrites(db, ledger, emit),
      ...changeWrites(db, ledger, emit),
      ...personalWrites(db),
      ...banWrites(db, rooms),
      ...serverWrites(db, ledger),
      ...reportWrites(db, ledger),
      ...purgeWrites(db, ledger),
      ...fileWrites(db),
      ...accountWrites(db),
      ...deletionWrites(db, rooms),
      check: async () => {
        await pulse();
        await space.look();
      },
    },
    foundFull: () => space.doubt(),
    runPosts: async (fields, inSavepoint): Promise<RunAnswers> => {
      const run = await posts.run<ByItself>(fields.map(postOf), (post) => alone(post, inSavepoint));
      return { answers: run.answers.map(answerOf), rooms: run.rooms };
    },
    takeEvents: () => {
      const taken = events;
      events = [];
      return taken;
    },
  };
}

function answerOf(answer: PostAnswer | ByItself): WriteAnswer {
  if ("byItself" in answer) return answer.byItself;
  if (!("kind" in answer)) return answer;
  return answer.kind === "gone" ? answer : { kind: "value", value: answer, events: [] };
}
