/** Where the pane runs, and what is open beside it. */

/** An ordinary message that is open in Outlook. A bounce report is never one of these. */
export interface OpenItem {
  readonly internetMessageId: string;
}

/** Where the pane runs. */
export interface Here {
  readonly insideOutlook: boolean;
  readonly openItem: OpenItem | null;
  readonly online: boolean;
}
