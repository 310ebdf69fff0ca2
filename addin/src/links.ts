/** Which links may be shown: those to Outlook and to Microsoft's help, over https. */

const OUTLOOK_HOSTS: readonly string[] = [
  "outlook.office.com",
  "outlook.office365.com",
  "outlook.live.com",
  "outlook.cloud.microsoft",
];

/** The same as in the backend; neither trusts the other. */
const GUIDANCE_HOSTS: readonly string[] = ["learn.microsoft.com", "support.microsoft.com"];

/** The link, if it goes to Outlook or stays with us; null for everything else. */
export function outlookLink(link: string | null, origin: string): string | null {
  const url = plain(link);
  if (url === null) return null;
  const isOutlook = url.port === "" && OUTLOOK_HOSTS.includes(url.hostname);
  return isOutlook || url.origin === origin ? url.href : null;
}

/** The link, if it goes to Microsoft's help; null for everything else. */
export function guidanceLink(link: string): string | null {
  const url = plain(link);
  if (url === null) return null;
  return url.port === "" && GUIDANCE_HOSTS.includes(url.hostname) ? url.href : null;
}

/** An https address without a name or password in it. */
function plain(link: string | null): URL | null {
  const url = parsed(link);
  if (url?.protocol !== "https:" || url.username !== "" || url.password !== "") return null;
  return url;
}

function parsed(link: string | null): URL | null {
  try {
    return link === null ? null : new URL(link);
  } catch {
    return null;
  }
}
