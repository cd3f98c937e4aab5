/**
 * All that a person reads, in one place, by areas: a translation is another object of this shape. What depends on a number or a name is a
 * function, so that each language can say it in its own way.
 */
import { common } from "./common.ts";
import { composer } from "./composer.ts";
import { connection } from "./connection.ts";
import { conversation } from "./conversation.ts";
import { emoji } from "./emoji.ts";
import { entry } from "./entry.ts";
import { errors } from "./errors.ts";
import { moderation } from "./moderation.ts";
import { notifications } from "./notifications.ts";
import { panels } from "./panels.ts";
import { people } from "./people.ts";
import { rooms } from "./rooms.ts";
import { settings } from "./settings.ts";
import { shortcuts } from "./shortcuts.ts";

export const text = {
  common,
  composer,
  connection,
  conversation,
  emoji,
  entry,
  errors,
  moderation,
  notifications,
  panels,
  people,
  rooms,
  settings,
  shortcuts,
};
export type Text = typeof text;
