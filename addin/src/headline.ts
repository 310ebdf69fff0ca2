/** Which check stands on top of the pane, and why that one: pure. */

import type { Check } from "./contract";
import type { Home } from "./home";
import { findRow, sameMessageId } from "./rows";

export type Why =
  /** The user picked it from the list. */
  | "chosen"
  /** It is the message that Outlook says is open. */
  | "open"
  /** Outlook tells nothing, as it does on every delivery report, so the newest is our guess. */
  | "probable"
  /** Nothing else is better. */
  | "newest";

export interface Headline {
  readonly check: Check;
  readonly why: Why;
}

/** Null while the first list is loading (the newest may still come), and when there is no bounce. */
export function headlineOf(home: Home): Headline | null {
  const chosen = home.chosenId === null ? null : findRow(home.rows, home.chosenId);
  if (chosen !== null) return { check: chosen, why: "chosen" };
  const open = openCheckOf(home);
  if (open !== null) return { check: open, why: "open" };
  const newest = home.rows[0];
  if (newest === undefined || !home.settled) return null;
  const blind = home.here.insideOutlook && home.here.openItem === null;
  return { check: newest, why: blind ? "probable" : "newest" };
}

/** Whether the open message is an ordinary one that the list does not hold and nobody judged. */
export function canCheckOpenMessage(home: Home): boolean {
  return home.here.openItem !== null && home.settled && openCheckOf(home) === null;
}

function openCheckOf(home: Home): Check | null {
  const { openItem } = home.here;
  if (openItem === null) return null;
  if (home.openCheck.phase === "done") return home.openCheck.check;
  const row = home.rows.find((each) =>
    sameMessageId(each.message.internetMessageId, openItem.internetMessageId),
  );
  return row ?? null;
}
