/** Access tokens by nested app authentication; the only user of MSAL, loaded when first needed. */

import type {
  AuthenticationResult,
  Configuration,
  IPublicClientApplication,
  PopupRequest,
} from "@azure/msal-browser";

import type { Settings } from "./contract";
import type { Challenge } from "./failure";
import { FailureError } from "./failure";
import { asRecord, numberOf, textOf } from "./json";
import type { Outlook } from "./outlook";

/** What signing in needs of MSAL; tests hand in another. */
export interface Msal {
  createNestablePublicClientApplication(config: Configuration): Promise<IPublicClientApplication>;
  createStandardPublicClientApplication(config: Configuration): Promise<IPublicClientApplication>;
}

export interface SignIn {
  /** A token without asking anybody; null when a person must be asked. */
  silently(): Promise<string | null>;
  /** A token, by asking the person; null when the person says no. */
  ask(challenge: Challenge): Promise<string | null>;
}

/** Where Microsoft sends the browser back; it must be registered with the app. */
const REDIRECT_PATH = "/addin/auth.html";
/** A token from a window is not used in its last minute. */
const SPARE_MS = 60_000;
/** What MSAL says when the person closed the window or said no. */
export const CANCELLED: readonly string[] = ["user_cancelled", "user_canceled", "access_denied"];
/** What MSAL says when the client lets no window open, or none that can answer. */
const NO_WINDOW: readonly string[] = [
  "popup_window_error",
  "empty_window_error",
  "block_nested_popups",
  "timed_out",
];

interface HeldToken {
  readonly token: string;
  readonly expiresAt: number;
}

interface Ready {
  readonly client: IPublicClientApplication;
  readonly settings: Settings;
}

interface SignInParts {
  readonly outlook: Outlook;
  readonly loadSettings: () => Promise<Settings>;
  readonly loadMsal: () => Promise<Msal>;
  readonly origin: string;
  /** Whether this page is a frame of another site: then windows of MSAL cannot answer to it. */
  readonly isFramed: boolean;
  readonly now: () => number;
}

export function loadMsal(): Promise<Msal> {
  return import("@azure/msal-browser");
}

/** What MSAL is told about this deployment. Tokens stay in memory. */
export function configurationOf(settings: Settings, origin: string): Configuration {
  return {
    auth: {
      clientId: settings.clientId,
      authority: settings.authority,
      knownAuthorities: [...settings.knownAuthorities],
      redirectUri: `${origin}${REDIRECT_PATH}`,
      clientCapabilities: ["CP1"],
    },
    cache: { cacheLocation: "memoryStorage" },
  };
}

export function createSignIn(parts: SignInParts): SignIn {
  const { outlook } = parts;
  let started: Promise<Ready> | null = null;
  let held: HeldToken | null = null;

  const ready = (): Promise<Ready> => {
    started ??= start(parts).catch((error: unknown) => {
      started = null;
      throw error;
    });
    return started;
  };
  const inWindow = async (challenge: Challenge): Promise<string | null> => {
    const answer = await outlook.askInWindow(windowUrl(parts.origin, challenge));
    held = answer === null ? null : readHeld(answer);
    return held?.token ?? null;
  };

  return {
    async silently(): Promise<string | null> {
      if (held !== null && held.expiresAt - SPARE_MS > parts.now()) return held.token;
      const { client, settings } = await ready();
      return silentToken(client, settings);
    },
    async ask(challenge): Promise<string | null> {
      const needsWindow = outlook.insideOutlook && !outlook.hasNestedSignIn;
      if (needsWindow && parts.isFramed) return inWindow(challenge);
      const { client, settings } = await ready();
      const answer = await popupToken(client, popupRequest(settings, challenge, outlook));
      return answer === "no_window" && needsWindow ? inWindow(challenge) : tokenOf(answer);
    },
  };
}

async function start(parts: SignInParts): Promise<Ready> {
  const [msal, settings] = await Promise.all([parts.loadMsal(), parts.loadSettings()]);
  const config = configurationOf(settings, parts.origin);
  const client = parts.outlook.hasNestedSignIn
    ? await msal.createNestablePublicClientApplication(config)
    : await msal.createStandardPublicClientApplication(config);
  return { client, settings };
}

type PopupAnswer = AuthenticationResult | "cancelled" | "no_window";

function tokenOf(answer: PopupAnswer): string | null {
  if (answer === "cancelled") return null;
  if (answer === "no_window")
    throw new FailureError({ kind: "sign_in", code: "popup_window_error" });
  return answer.accessToken;
}

/** Without a broker and without an account MSAL fails in many ways that all mean: ask. */
async function silentToken(
  client: IPublicClientApplication,
  settings: Settings,
): Promise<string | null> {
  const account = client.getActiveAccount() ?? client.getAllAccounts()[0];
  try {
    const result = await client.acquireTokenSilent({
      scopes: [...settings.scopes],
      ...(account === undefined ? {} : { account }),
    });
    client.setActiveAccount(result.account);
    return result.accessToken;
  } catch {
    return null;
  }
}

async function popupToken(
  client: IPublicClientApplication,
  request: PopupRequest,
): Promise<PopupAnswer> {
  try {
    const result = await client.acquireTokenPopup(request);
    client.setActiveAccount(result.account);
    return result;
  } catch (error) {
    const code = codeOf(error);
    if (CANCELLED.includes(code)) return "cancelled";
    if (NO_WINDOW.includes(code)) return "no_window";
    throw new FailureError({ kind: "sign_in", code }, { cause: error });
  }
}

function popupRequest(settings: Settings, challenge: Challenge, outlook: Outlook): PopupRequest {
  return {
    scopes: [...settings.scopes],
    overrideInteractionInProgress: true,
    ...(outlook.userAddress === "" ? {} : { loginHint: outlook.userAddress }),
    ...(challenge.claims === null ? {} : { claims: challenge.claims }),
    ...(challenge.consent ? { prompt: "consent" } : {}),
  };
}

/** MSAL's own code, which is safe to show; never its message, which may hold an address. */
export function codeOf(error: unknown): string {
  if (typeof error !== "object" || error === null || !("errorCode" in error)) return "unknown";
  return typeof error.errorCode === "string" ? error.errorCode : "unknown";
}

function windowUrl(origin: string, challenge: Challenge): string {
  const url = new URL(REDIRECT_PATH, origin);
  url.searchParams.set("dialog", challenge.consent ? "consent" : "token");
  if (challenge.claims !== null) url.searchParams.set("claims", challenge.claims);
  return url.href;
}

function readHeld(answer: string): HeldToken | null {
  const from = asRecord(JSON.parse(answer), "answer");
  if (from["type"] === "cancelled") return null;
  if (from["type"] === "failed") {
    throw new FailureError({ kind: "sign_in", code: textOf(from, "code") });
  }
  return { token: textOf(from, "token"), expiresAt: numberOf(from, "expiresAt") };
}
