import type {
  AccountInfo,
  AuthenticationResult,
  IPublicClientApplication,
} from "@azure/msal-browser";
import { describe, expect, it, vi } from "vitest";

import type { Settings } from "../src/contract";
import { FailureError } from "../src/failure";
import type { Outlook } from "../src/outlook";
import type { Msal, SignIn } from "../src/signin";
import { configurationOf, createSignIn, loadMsal } from "../src/signin";
import type { WindowParts } from "../src/signinWindow";
import { signInInWindow } from "../src/signinWindow";
import { anOutlook, OUR_ORIGIN } from "./builders";

const SETTINGS: Settings = {
  clientId: "11111111-1111-4111-8111-111111111111",
  authority: "https://login.microsoftonline.com/organizations",
  knownAuthorities: ["login.microsoftonline.com"],
  scopes: ["api://11111111-1111-4111-8111-111111111111/access_as_user"],
};
const NOTHING = { claims: null, consent: false } as const;
const ACCOUNT = { username: "vince@contoso.com" } as AccountInfo;
const RESULT = {
  accessToken: "TOKEN",
  account: ACCOUNT,
  expiresOn: new Date(5_000_000),
} as AuthenticationResult;

class MsalError extends Error {
  readonly errorCode: string;
  constructor(errorCode: string) {
    super("a message that may name vince@contoso.com");
    this.errorCode = errorCode;
  }
}

function aClient(change: Partial<Record<keyof IPublicClientApplication, unknown>> = {}): {
  client: IPublicClientApplication;
  msal: Msal & Record<keyof Msal, ReturnType<typeof vi.fn>>;
} {
  const client = {
    getActiveAccount: () => null,
    getAllAccounts: () => [],
    setActiveAccount: vi.fn(),
    acquireTokenSilent: vi.fn(() => Promise.reject(new MsalError("no_account_error"))),
    acquireTokenPopup: vi.fn(() => Promise.resolve(RESULT)),
    acquireTokenRedirect: vi.fn(() => Promise.resolve()),
    handleRedirectPromise: vi.fn(() => Promise.resolve(null)),
    clearCache: vi.fn(() => Promise.resolve()),
    ...change,
  } as unknown as IPublicClientApplication;
  const made = (): Promise<IPublicClientApplication> => Promise.resolve(client);
  return {
    client,
    msal: {
      createNestablePublicClientApplication: vi.fn(made),
      createStandardPublicClientApplication: vi.fn(made),
    },
  };
}

function aSignIn(msal: Msal, outlook: Partial<Outlook> = {}, isFramed = false): SignIn {
  return createSignIn({
    outlook: anOutlook(outlook),
    loadSettings: () => Promise.resolve(SETTINGS),
    loadMsal: () => Promise.resolve(msal),
    origin: OUR_ORIGIN,
    isFramed,
    now: () => 1_000_000,
  });
}

const codeOf = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.catch((error: unknown) => (error instanceof FailureError ? error.failure : error));

describe("the configuration", () => {
  it("keeps tokens in memory and comes back to our own page", () => {
    const { auth, cache } = configurationOf(SETTINGS, OUR_ORIGIN);

    expect(cache?.cacheLocation).toBe("memoryStorage");
    expect(auth.redirectUri).toBe(`${OUR_ORIGIN}/addin/auth.html`);
    expect(auth.knownAuthorities).toEqual(["login.microsoftonline.com"]);
    expect(auth.clientCapabilities).toEqual(["CP1"]);
  });
});

describe("silently", () => {
  it("asks the client around us where it signs us in", async () => {
    const { client, msal } = aClient({ acquireTokenSilent: vi.fn(() => Promise.resolve(RESULT)) });

    expect(await aSignIn(msal).silently()).toBe("TOKEN");
    expect(msal.createNestablePublicClientApplication).toHaveBeenCalledOnce();
    expect(client.acquireTokenSilent).toHaveBeenCalledWith({ scopes: SETTINGS.scopes });
    expect(client.setActiveAccount).toHaveBeenCalledWith(ACCOUNT);
  });

  it("is an ordinary client elsewhere, which knows the account of the last time", async () => {
    const { client, msal } = aClient({
      getAllAccounts: () => [ACCOUNT],
      acquireTokenSilent: vi.fn(() => Promise.resolve(RESULT)),
    });

    await aSignIn(msal, { hasNestedSignIn: false }).silently();

    expect(msal.createStandardPublicClientApplication).toHaveBeenCalledOnce();
    expect(client.acquireTokenSilent).toHaveBeenCalledWith({
      scopes: SETTINGS.scopes,
      account: ACCOUNT,
    });
  });

  it("is null whatever the reason: then a person must be asked", async () => {
    const { msal } = aClient();

    expect(await aSignIn(msal).silently()).toBeNull();
  });

  it("sets up once, and again after a set-up that failed", async () => {
    const { msal } = aClient({ acquireTokenSilent: () => Promise.resolve(RESULT) });
    msal.createNestablePublicClientApplication.mockRejectedValueOnce(new Error("no bridge"));
    const signIn = aSignIn(msal);

    await expect(signIn.silently()).rejects.toThrow("no bridge");
    await signIn.silently();
    await signIn.silently();

    expect(msal.createNestablePublicClientApplication).toHaveBeenCalledTimes(2);
  });
});

describe("by asking", () => {
  it("opens Microsoft's window for the mailbox's own address", async () => {
    const { client, msal } = aClient();

    expect(await aSignIn(msal).ask(NOTHING)).toBe("TOKEN");
    expect(client.acquireTokenPopup).toHaveBeenCalledWith({
      scopes: SETTINGS.scopes,
      overrideInteractionInProgress: true,
      loginHint: "vince@contoso.com",
    });
  });

  it("passes a claims challenge and a wish for consent on", async () => {
    const { client, msal } = aClient();

    await aSignIn(msal, { userAddress: "" }).ask({ claims: '{"a":1}', consent: true });

    expect(client.acquireTokenPopup).toHaveBeenCalledWith(
      expect.objectContaining({ claims: '{"a":1}', prompt: "consent" }),
    );
  });

  it.each(["user_cancelled", "user_canceled", "access_denied"])(
    "takes a no for a no: %s",
    async (code) => {
      const { msal } = aClient({ acquireTokenPopup: () => Promise.reject(new MsalError(code)) });

      expect(await aSignIn(msal).ask(NOTHING)).toBeNull();
    },
  );

  it("tells Microsoft's code, never its message", async () => {
    for (const [error, code] of [
      [new MsalError("server_error"), "server_error"],
      [new Error("vince@contoso.com"), "unknown"],
      ["text", "unknown"],
      [{ errorCode: 7 }, "unknown"],
    ] as const) {
      const { msal } = aClient({ acquireTokenPopup: vi.fn().mockRejectedValue(error) });

      expect(await codeOf(aSignIn(msal).ask(NOTHING))).toEqual({ kind: "sign_in", code });
    }
  });

  it("says so when no window opens and there is no other way", async () => {
    const { msal } = aClient({
      acquireTokenPopup: () => Promise.reject(new MsalError("popup_window_error")),
    });

    expect(await codeOf(aSignIn(msal, { insideOutlook: false }).ask(NOTHING))).toEqual({
      kind: "sign_in",
      code: "popup_window_error",
    });
  });
});

describe("in a window of Outlook", () => {
  const token = JSON.stringify({ type: "token", token: "FROM WINDOW", expiresAt: 2_000_000 });
  const refused = (): Promise<never> => Promise.reject(new MsalError("popup_window_error"));
  const old = (answer: string | null): Partial<Outlook> => ({
    hasNestedSignIn: false,
    askInWindow: vi.fn(() => Promise.resolve(answer)),
  });

  it("signs in where Microsoft's own window will not open", async () => {
    const { msal } = aClient({ acquireTokenPopup: refused });
    const outlook = old(token);
    const signIn = aSignIn(msal, outlook);

    expect(await signIn.ask({ claims: "{}", consent: false })).toBe("FROM WINDOW");
    expect(outlook.askInWindow).toHaveBeenCalledWith(
      `${OUR_ORIGIN}/addin/auth.html?dialog=token&claims=%7B%7D`,
    );
    expect(await signIn.silently()).toBe("FROM WINDOW");
  });

  it("does not even try Microsoft's window from a frame, to which it could not answer", async () => {
    const { client, msal } = aClient();

    expect(await aSignIn(msal, old(token), true).ask({ claims: null, consent: true })).toBe(
      "FROM WINDOW",
    );
    expect(client.acquireTokenPopup).not.toHaveBeenCalled();
  });

  it("forgets a token that has run out", async () => {
    const { msal } = aClient({ acquireTokenPopup: refused });
    const late = JSON.stringify({ type: "token", token: "OLD", expiresAt: 1_030_000 });
    const signIn = aSignIn(msal, old(late));
    await signIn.ask(NOTHING);

    expect(await signIn.silently()).toBeNull();
  });

  it.each([null, '{"type":"cancelled"}'])("takes a closed window for a no: %s", async (answer) => {
    const { msal } = aClient({ acquireTokenPopup: refused });

    expect(await aSignIn(msal, old(answer)).ask(NOTHING)).toBeNull();
  });

  it("tells what went wrong in there", async () => {
    const { msal } = aClient({ acquireTokenPopup: refused });
    const answer = '{"type":"failed","code":"server_error"}';

    expect(await codeOf(aSignIn(msal, old(answer)).ask(NOTHING))).toEqual({
      kind: "sign_in",
      code: "server_error",
    });
  });
});

describe("the page in that window", () => {
  function parts(msal: Msal, change: Partial<WindowParts> = {}): WindowParts {
    return {
      loadSettings: () => Promise.resolve(SETTINGS),
      loadMsal: () => Promise.resolve(msal),
      loadOfficeJs: vi.fn(() => Promise.resolve()),
      tellOpener: vi.fn(() => Promise.resolve()),
      challenge: { claims: "{}", consent: true },
      origin: OUR_ORIGIN,
      page: `${OUR_ORIGIN}/addin/auth.html?dialog=token`,
      ...change,
    };
  }

  it("goes to Microsoft at first, and comes back to itself", async () => {
    const { client, msal } = aClient();
    const page = parts(msal);

    await signInInWindow(page);

    expect(page.loadOfficeJs).toHaveBeenCalledOnce();
    expect(client.acquireTokenRedirect).toHaveBeenCalledWith({
      scopes: SETTINGS.scopes,
      redirectStartPage: page.page,
      claims: "{}",
      prompt: "consent",
    });
    expect(page.tellOpener).not.toHaveBeenCalled();
  });

  it("tells the pane the token then", async () => {
    const { client, msal } = aClient({ handleRedirectPromise: () => Promise.resolve(RESULT) });
    const page = parts(msal, { challenge: NOTHING });

    await signInInWindow(page);

    expect(page.tellOpener).toHaveBeenCalledWith(
      '{"type":"token","token":"TOKEN","expiresAt":5000000}',
    );
    expect(client.clearCache).toHaveBeenCalledOnce();
  });

  it.each([
    ["access_denied", '{"type":"cancelled"}'],
    ["server_error", '{"type":"failed","code":"server_error"}'],
  ])("tells the pane when it did not work: %s", async (code, answer) => {
    const { msal } = aClient({
      handleRedirectPromise: () => Promise.reject(new MsalError(code)),
    });
    const page = parts(msal);

    await signInInWindow(page);

    expect(page.tellOpener).toHaveBeenCalledWith(answer);
  });
});

it("the real library has what we call", async () => {
  const msal = await loadMsal();

  expect(msal.createNestablePublicClientApplication).toBeTypeOf("function");
  expect(msal.createStandardPublicClientApplication).toBeTypeOf("function");
});
