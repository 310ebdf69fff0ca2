/** Icons, drawn on a grid of 20 in the colour of the text beside them. They say nothing alone. */

import type { Verdict } from "../contract";
import type { Piece } from "./dom";
import { h } from "./dom";

const SHIELD = "M10 2.5 16 5v4.5c0 4-2.6 6.8-6 8-3.4-1.2-6-4-6-8V5z";
const CIRCLE = "M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15z";
const TRIANGLE = "M10 3 18 16.5H2z";

const SHAPES = {
  not_sent: [SHIELD, "m7 9.8 2.2 2.2L13 8"],
  sent: ["M3 10 17 3.5 12.5 17 9.5 11z", "M9.5 11 17 3.5"],
  sent_automatically: [
    "M4 8a6.3 6.3 0 0 1 11-2.5M16 12a6.3 6.3 0 0 1-11 2.5",
    "M15.5 2.5v3.3h-3.3M4.5 17.5v-3.3h3.3",
  ],
  sent_maybe_compromised: [TRIANGLE, "M10 8v4M10 14v.3"],
  suspicious_bounce: ["M7 2.8h6L17.2 7v6L13 17.2H7L2.8 13V7z", "M10 6.2v4.8M10 13.4v.3"],
  unsure: [CIRCLE, "M7.8 7.8a2.2 2.2 0 1 1 3.4 1.9c-.8.5-1.2.9-1.2 1.8M10 14v.3"],
  not_a_bounce: [CIRCLE, "M10 9v5M10 6.2v.3"],
  for: ["M10 16V4.5M5.5 9 10 4.5 14.5 9"],
  against: ["m5 5 10 10M15 5 5 15"],
  none: ["M5 10h10"],
  unknown: ["M7.3 7.3a2.7 2.7 0 1 1 4.2 2.3c-1 .6-1.5 1.2-1.5 2.3M10 15v.3"],
  refresh: ["M16 10a6 6 0 1 1-1.8-4.3L16 7.5", "M16 3.5v4h-4"],
  remove: ["M3.5 5.5h13M8 5.5v-2h4v2M5 5.5l.8 11h8.4l.8-11M8.5 8.5v5M11.5 8.5v5"],
  envelope: ["M3 5h14v10.5H3z", "m3 6 7 5 7-5"],
  lock: ["M5 9h10v7.5H5z", "M7 9V6.5a3 3 0 0 1 6 0V9"],
  warning: [TRIANGLE, "M10 8v4M10 14v.3"],
} as const satisfies Record<string, readonly string[]>;

export type IconName = keyof typeof SHAPES;

export function icon(name: IconName | Verdict): Piece {
  return h(
    "svg",
    { class: "icon", viewBox: "0 0 20 20", "aria-hidden": "true", focusable: "false" },
    SHAPES[name].map((d) => h("path", { d })),
  );
}
