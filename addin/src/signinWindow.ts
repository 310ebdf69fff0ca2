/** Signing in inside a window of its own, for clients in which nothing else works. */

import type { Configuration } from "@azure/msal-browser";

import type { Settings } from "./contract";
import type { Challenge } from "./failure";
import type { Msal } from "./signin";
import { CANCELLED, codeOf, configurationOf } from "./signin";

export interface WindowParts {
  readonly loadSettings: () => Promise<Settings>;
  readonly loadMsal: () => Promise<Msal>;
  readonly loadOfficeJs: () => Promise<void>;
  /** Give the answer to the pane that opened this window. */
  readonly tellOpener: (text: string) => Promise<void>;
  readonly challenge: Challenge;
  readonly origin: string;
  /** This page, to which the browser comes back in the end. */
  readonly page: string;
}

/** Hand what Microsoft answered to the window that asked; in a window of ours, go back to it. */
export async function finishSignIn(): Promise<void> {
  const { broadcastResponseToMainFrame } = await import("@azure/msal-browser/redirect-bridge");
  await broadcastResponseToMainFrame();
}

/** First visit: go to Microsoft. Second visit, with its answer: tell the pane. */
export async function signInInWindow(parts: WindowParts): Promise<void> {
  try {
    const [msal, settings] = await Promise.all([parts.loadMsal(), parts.loadSettings()]);
    // MSAL goes to Microsoft and back only with storage. This window's own dies with the window,
    // and is emptied before that.
    const config: Configuration = {
      ...configurationOf(settings, parts.origin),
      cache: { cacheLocation: "sessionStorage" },
    };
    const client = await msal.createStandardPublicClientApplication(config);
    const result = await client.handleRedirectPromise();
    if (result !== null) {
      await client.clearCache();
      const expiresAt = result.expiresOn?.getTime() ?? 0;
      await parts.tellOpener(
        JSON.stringify({ type: "token", token: result.accessToken, expiresAt }),
      );
      return;
    }
    // Office.js notes the dialog in this tab, so that it still knows it after the way there and back.
    await parts.loadOfficeJs();
    const { claims, consent } = parts.challenge;
    await client.acquireTokenRedirect({
      scopes: [...settings.scopes],
      redirectStartPage: parts.page,
      ...(claims === null ? {} : { claims }),
      ...(consent ? { prompt: "consent" } : {}),
    });
  } catch (error) {
    const code = codeOf(error);
    const answer = CANCELLED.includes(code) ? { type: "cancelled" } : { type: "failed", code };
    await parts.tellOpener(JSON.stringify(answer));
  }
}
