/** Every sentence that the pane itself says. Verdicts, causes and findings come from the backend. */

import { english } from "./words/en";
import type { Words } from "./words/words";

export type { Words } from "./words/words";

/** One for each language, under its primary subtag (BCP 47); English for all others. */
const LANGUAGES: ReadonlyMap<string, Words> = new Map([["en", english]]);

export function wordsFor(language: string): Words {
  const primary = language.toLowerCase().split("-")[0] ?? "";
  return LANGUAGES.get(primary) ?? english;
}
