/** English. */

import type { Failure } from "../failure";
import type { FailureWords, Words } from "./words";

export const english: Words = {
  language: "en",
  product: "Bounce Check",
  question: "Did you really send the message that bounced?",
  shortQuestion: "Did you send it?",
  verdict: {
    not_sent: "Not sent by you",
    sent: "Sent by you",
    sent_automatically: "Sent automatically",
    sent_maybe_compromised: "Check your account",
    suspicious_bounce: "May be fake",
    unsure: "Not certain",
    not_a_bounce: "Not a bounce",
  },
  source: {
    bounce: "The bounce itself",
    mailbox: "Your mailbox",
    index: "Record of sent mail",
    mail_log: "Organisation's mail log",
    origin: "Where it came from",
    signature: "Signature",
    account: "Your account",
  },
  sign: {
    for: "Suggests that you sent it",
    against: "Suggests that you did not send it",
    none: "Says nothing either way",
    unknown: "Could not be checked",
  },
  why: {
    chosen: "Your choice from the list",
    open: "The message you have open",
    probable: "Probably the one you have open",
    newest: "Your newest bounce",
  },
  failure: failureWords,
  welcome: {
    does: "Tells you whether you really sent the message that came back.",
    reads:
      "Reads delivery failures from the last 14 days and looks for the original in your mailbox.",
    keeps: "Never stores the text of your mail, and deletes nothing unless you ask.",
    signIn: "Sign in",
    signInAgain: "Sign in again",
    signingIn: "Waiting for sign-in…",
  },
  list: {
    heading: "Last 14 days",
    refresh: "Refresh",
    starting: "Starting…",
    looking: "Looking for bounces…",
    progress: (judged, found) => `Checked ${judged} of ${found}`,
    count: (bounces) => (bounces === 1 ? "1 bounce" : `${bounces} bounces`),
    incomplete: "Not everything could be read. There may be more bounces than shown here.",
    more: (rows) => `Show ${rows} more`,
    empty: "No bounces in the last 14 days",
    emptyMore: "When a message comes back, you will see here whether you really sent it.",
    offline: "You are offline. What you see may be out of date.",
    retry: "Try again",
  },
  message: {
    next: "What to do",
    secure: "Secure your account",
    unseen: "What we could not see",
    noSubject: "(no subject)",
    noSender: "(unknown sender)",
    exchange: (domain) => `Microsoft Outlook (${domain})`,
    from: "From",
    received: "Received",
    about: "About the message",
    yourCopy: "Your copy",
    failedFor: "Not delivered to",
    open: "Open message",
    openBounce: "Open bounce",
    openMine: "Open my message",
    newTab: "opens in a new tab",
  },
  action: {
    remove: "Delete",
    removing: "Deleting…",
    removed: "Moved to Deleted Items",
    undo: "Undo",
    undoing: "Moving back…",
    whyAsked: "Why?",
    checkOpen: "Check the open message",
    checkingOpen: "Checking the open message…",
    openIsOrdinary: "The open message is not in this list.",
  },
  report: {
    not_me: "Not me, tell IT",
    ask_it: "Ask IT",
    phishing: "Report phishing",
    sending: "Sending…",
    sent: "Sent to your administrators.",
    kept: "Saved for your administrators.",
  },
  reference: (requestId) => `Reference for your administrator: ${requestId}`,
  window: {
    working: "Signing you in…",
    consented: "Thank you. Bounce Check has the permission it needs. You can close this window.",
    closeable: "You can close this window.",
    failed: "Signing in did not work. Close this window and try again.",
  },
};

function failureWords(failure: Failure): FailureWords {
  switch (failure.kind) {
    case "problem":
      return failure.problem;
    case "unreachable":
      return {
        title: "Bounce Check cannot be reached",
        advice: "Check your connection, then try again.",
      };
    case "unexpected":
      return {
        title: "Something unexpected came back",
        advice: "Close and open this pane again. If it stays, tell your administrator.",
      };
    case "signed_out":
      return { title: "You are signed out", advice: "Sign in again." };
    case "sign_in":
      return {
        title: "Signing in did not work",
        advice: "Try again. If it stays, tell your administrator.",
      };
    case "kept":
      return {
        title: "The message was not deleted",
        advice: "It may have been moved or changed meanwhile. Refresh the list and try again.",
      };
    case "not_restored":
      return {
        title: "The message was not moved back",
        advice: "Look for it in Deleted Items in Outlook. It may be gone from there too.",
      };
  }
}
