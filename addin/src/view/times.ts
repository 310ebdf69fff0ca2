/** Moments in the user's language and time zone. */

export interface Times {
  /** For a row: the time today, else the day. */
  short(moment: string): string;
  /** For the named message: day and time. */
  long(moment: string): string;
}

export function timesFor(language: string, now: () => number): Times {
  const time = formatter(language, { timeStyle: "short" });
  const day = formatter(language, { day: "numeric", month: "short" });
  const whole = formatter(language, { dateStyle: "medium", timeStyle: "short" });
  return {
    short: (moment) => {
      const at = new Date(moment);
      return (isSameDay(at, new Date(now())) ? time : day).format(at);
    },
    long: (moment) => whole.format(new Date(moment)),
  };
}

/** A client may name a language that this browser cannot spell. */
function formatter(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat(language, options);
  } catch {
    return new Intl.DateTimeFormat("en", options);
  }
}

function isSameDay(one: Date, other: Date): boolean {
  return one.toDateString() === other.toDateString();
}
