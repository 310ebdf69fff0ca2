/** What Outlook tells Office.js about the mailbox and the message that is open. */

const ITEM_MESSAGE_READ = 1;
const ITEM_NONE = 6;
const PERMISSION_READ_ITEM = 1;

/** Outlook gives no item for delivery reports, whoever sent them and on any client. */
export function isReport(message) {
  return message.itemClass.toUpperCase().startsWith("REPORT.");
}

/**
 * Return the initial data for the message that is open.
 *
 * @param {object} user  whose mailbox it is
 * @param {object | null} message  the open message, or null if none is
 * @param {"undefined" | "null"} noItem  how this Outlook says that there is no item: item-less data
 *   (Office.js then has `item === undefined`) or no data at all (`item === null`)
 */
export function initialData(user, message, noItem) {
  if (message && !isReport(message)) {
    return { ...aboutMailbox(user), ...aboutMessage(user, message) };
  }
  return noItem === "null" ? null : { ...aboutMailbox(user), itemType: ITEM_NONE };
}

function aboutMailbox(user) {
  return {
    permissionLevel: PERMISSION_READ_ITEM,
    userDisplayName: user.name,
    userEmailAddress: user.address,
    userProfileType: "office365",
    userTimeZone: "UTC",
    timeZoneOffsets: [{ start: 0, end: 253402300799999, offset: 0 }],
    hostVersion: "16.0.0.0",
    owaView: "ThreeColumns",
    isFromSharedFolder: false,
    ewsUrl: "",
    restUrl: "",
  };
}

function aboutMessage(user, message) {
  const receivedAt = Date.parse(message.receivedAt);
  return {
    itemType: ITEM_MESSAGE_READ,
    id: ewsId(message.id),
    conversationId: message.conversationId ?? message.id,
    internetMessageId: message.internetMessageId,
    itemClass: message.itemClass,
    subject: message.subject,
    normalizedSubject: message.subject.replace(/^((re|fw|fwd): *)+/i, ""),
    from: person(message.from),
    sender: person(message.from),
    to: message.to.map(person),
    cc: message.cc.map(person),
    attachments: [],
    dateTimeCreated: receivedAt,
    dateTimeModified: receivedAt,
    isRead: true,
    userEmailAddress: user.address,
  };
}

/** Office.js speaks EWS ids; Graph's differ from them in two characters. */
function ewsId(graphId) {
  return graphId.replaceAll("-", "/").replaceAll("_", "+");
}

export function graphId(itemId) {
  return itemId.replaceAll("/", "-").replaceAll("+", "_");
}

function person({ name, address }) {
  return { name: name || address, address, recipientType: 1 };
}
