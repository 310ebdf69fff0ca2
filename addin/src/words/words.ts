/** What a language must be able to say. */

import type { ReportKind, Sign, Source, Verdict } from "../contract";
import type { Failure } from "../failure";
import type { Why } from "../headline";

/** What happened, and what a person can do; details are for programs. */
export interface FailureWords {
  readonly title: string;
  readonly advice: string | null;
}

export interface Words {
  /** The language of these words (BCP 47). */
  readonly language: string;
  readonly product: string;
  readonly question: string;
  /** The same in a few words, where the product's name stands on the frame already. */
  readonly shortQuestion: string;
  readonly verdict: Readonly<Record<Verdict, string>>;
  readonly source: Readonly<Record<Source, string>>;
  readonly sign: Readonly<Record<Sign, string>>;
  readonly why: Readonly<Record<Why, string>>;
  readonly failure: (failure: Failure) => FailureWords;
  readonly welcome: {
    readonly does: string;
    readonly reads: string;
    readonly keeps: string;
    readonly signIn: string;
    readonly signInAgain: string;
    readonly signingIn: string;
  };
  readonly list: {
    readonly heading: string;
    readonly refresh: string;
    readonly starting: string;
    readonly looking: string;
    readonly progress: (judged: number, found: number) => string;
    readonly count: (bounces: number) => string;
    readonly incomplete: string;
    readonly more: (rows: number) => string;
    readonly empty: string;
    readonly emptyMore: string;
    readonly offline: string;
    readonly retry: string;
  };
  readonly message: {
    readonly next: string;
    /** Above the steps that secure an account. */
    readonly secure: string;
    /** Above what was not looked at, or could not be. */
    readonly unseen: string;
    readonly noSubject: string;
    readonly noSender: string;
    readonly exchange: (domain: string) => string;
    readonly from: string;
    readonly received: string;
    readonly about: string;
    readonly yourCopy: string;
    readonly failedFor: string;
    readonly open: string;
    readonly openBounce: string;
    readonly openMine: string;
    readonly newTab: string;
  };
  readonly action: {
    readonly remove: string;
    readonly removing: string;
    readonly removed: string;
    readonly undo: string;
    readonly undoing: string;
    readonly whyAsked: string;
    readonly checkOpen: string;
    readonly checkingOpen: string;
    readonly openIsOrdinary: string;
  };
  readonly report: Readonly<Record<ReportKind, string>> & {
    readonly sending: string;
    readonly sent: string;
    readonly kept: string;
  };
  readonly reference: (requestId: string) => string;
  readonly window: {
    readonly working: string;
    readonly consented: string;
    readonly closeable: string;
    readonly failed: string;
  };
}
