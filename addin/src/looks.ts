/** Notices that somebody looks at the pane again, which is when the list must be fresh. */

/** Focus and visibility come together; one of them is enough. */
const SETTLE_MS = 300;
/** Moving between pane and message all the time must not ask all the time. */
const AT_MOST_EVERY_MS = 5_000;

/** Call the listener soon after the window gets focus or becomes visible, but not too often. */
export function whenLookedAt(view: Window, listener: () => void): void {
  let pending: ReturnType<typeof setTimeout> | null = null;
  let lastAt = Date.now();
  const looked = (): void => {
    if (pending !== null || view.document.visibilityState !== "visible") return;
    pending = setTimeout(
      () => {
        pending = null;
        lastAt = Date.now();
        listener();
      },
      Math.max(SETTLE_MS, lastAt + AT_MOST_EVERY_MS - Date.now()),
    );
  };
  view.addEventListener("focus", looked);
  view.document.addEventListener("visibilitychange", looked);
}
