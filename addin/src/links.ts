/** Which links may be shown: those to Outlook, over https. */

const OUTLOOK_HOSTS: readonly string[] = [
  "outlook.office.com",
  "outlook.office365.com",
  "outlook.live.com",
  "outlook.cloud.microsoft",
];

/** The link, if it goes to Outlook or stays with us; null for everything else. */
export function outlookLink(link: string | null, origin: string): string | null {
  const url = parsed(link);
  if (url === null) return null;
  if (url.protocol !== "https:" || url.username !== "" || url.password !== "") return null;
  const isOutlook = url.port === "" && OUTLOOK_HOSTS.includes(url.hostname);
  return isOutlook || url.origin === origin ? url.href : null;
}

function parsed(link: string | null): URL | null {
  try {
    return link === null ? null : new URL(link);
  } catch {
    return null;
  }
}
