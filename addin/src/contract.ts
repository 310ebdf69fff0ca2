/** The backend's JSON, as types. Parsed by reading.ts. */

export const VERDICTS = [
  "not_sent",
  "sent",
  "sent_automatically",
  "sent_maybe_compromised",
  "suspicious_bounce",
  "unsure",
  "not_a_bounce",
] as const;
export type Verdict = (typeof VERDICTS)[number];

export const SOURCES = [
  "bounce",
  "mailbox",
  "index",
  "mail_log",
  "origin",
  "signature",
  "account",
] as const;
export type Source = (typeof SOURCES)[number];

/** What a finding speaks for: that the message was sent, that it was not, nothing, unknown. */
export const SIGNS = ["for", "against", "none", "unknown"] as const;
export type Sign = (typeof SIGNS)[number];

/** The bounce itself, as the mailbox shows it. Subject and sender are hostile text. */
export interface Message {
  /** Graph's id. */
  readonly id: string;
  readonly internetMessageId: string | null;
  readonly subject: string | null;
  readonly from: string | null;
  readonly receivedAt: string;
  /** A well-known name such as "inbox" or "deleteditems". */
  readonly folder: string;
  readonly webLink: string | null;
}

export interface FailedRecipient {
  readonly address: string;
  readonly status: string | null;
  readonly cause: string | null;
  readonly fix: string | null;
}

/** What the bounce says about the message that came back. All of it is a claim. */
export interface Original {
  readonly subject: string | null;
  readonly from: string | null;
  readonly sentAt: string | null;
}

export interface Finding {
  readonly source: Source;
  readonly sign: Sign;
  readonly text: string;
}

/** The mailbox's own copy of the original. */
export interface SentCopy {
  readonly id: string;
  readonly subject: string | null;
  readonly sentAt: string | null;
  readonly recipients: readonly string[];
  readonly webLink: string | null;
}

/** What a person can tell the administrators about a message. */
export const REPORT_KINDS = ["not_me", "ask_it", "phishing"] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

/** One step that secures an account, and the page that explains it; shown only if we trust it. */
export interface Guide {
  readonly text: string;
  readonly href: string;
}

/** One question with its answer. Title, body and findings come in the user's language. */
export interface Check {
  readonly checkedAt: string;
  readonly mailbox: string;
  readonly verdict: Verdict;
  readonly title: string;
  readonly body: string;
  /** What to do next, each a sentence; may be empty. */
  readonly steps: readonly string[];
  readonly message: Message;
  readonly recipients: readonly FailedRecipient[];
  readonly original: Original | null;
  readonly evidence: readonly Finding[];
  readonly sent: SentCopy | null;
  readonly actions: readonly string[];
  readonly guidance: readonly Guide[];
  /** When asking again may bring another answer; null where waiting is no use. */
  readonly recheckAt: string | null;
}

/** Problem details (RFC 9457) with our members. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string | null;
  readonly advice: string | null;
  readonly requestId: string | null;
  /** What to ask Microsoft for when signing in again. */
  readonly claims: string | null;
}

/** One line of the stream of bounces. */
export type StreamLine =
  | { readonly type: "progress"; readonly found: number; readonly judged: number }
  | { readonly type: "bounce"; readonly check: Check }
  | { readonly type: "done"; readonly complete: boolean }
  | { readonly type: "problem"; readonly problem: Problem };

/** What a stream brings before it ends well; a problem is thrown instead. */
export type ListLine = Exclude<StreamLine, { readonly type: "problem" }>;

export interface Deletion {
  readonly deleted: readonly { readonly id: string; readonly restoreId: string }[];
}

export interface Reported {
  /** Null: it is kept, but the administrators do not have it yet. */
  readonly deliveredAt: string | null;
}

export interface Restoration {
  readonly restored: readonly { readonly restoreId: string }[];
}

/** How this deployment signs its users in. */
export interface Settings {
  readonly clientId: string;
  readonly authority: string;
  readonly knownAuthorities: readonly string[];
  readonly scopes: readonly string[];
}
