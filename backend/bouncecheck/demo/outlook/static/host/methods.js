/** The methods of the Mailbox API that our host answers, by the numbers that Office.js uses. */

import { graphId } from "./item-data.js";

const NOT_SUPPORTED = 5000;
const NO_PERMISSION = 7000;

/**
 * Return the table of methods.
 *
 * @param {object} outlook
 * @param {() => object | null} outlook.item  the open message, if Office.js may see it
 * @param {(message: object) => Promise<object>} outlook.content  its headers and bytes
 * @param {(id: string) => void} outlook.show  opens a message by its Graph id
 * @param {() => void} outlook.closePane
 */
export function methodsOf({ item, content, show, closePane }) {
  const ofItem = (read) => async (params) => {
    const message = item();
    return message ? given(await read(await content(message), params)) : failed(NOT_SUPPORTED);
  };
  return new Map([
    [8, (params) => given(show(graphId(String(params?.itemId ?? ""))))],
    [179, (params) => given(show(graphId(String(params?.itemId ?? ""))))],
    [34, () => given([])],
    [37, ofItem((whole) => whole.body)],
    [42, () => given(closePane())],
    [99, () => given("")],
    [157, () => given([])],
    [160, () => given([])],
    [163, () => given(null)],
    [168, ofItem((whole) => whole.headers)],
    [193, () => given(null)],
    [196, () => failed(NO_PERMISSION)],
    [204, ofItem((whole) => whole.mimeBase64)],
    [404, () => given(null)],
  ]);
}

/** Answer one ExecuteMethod call. */
export async function execute(methods, { ApiParams: params, MethodData: method }) {
  const answer = methods.get(method.DispatchId);
  return answer ? await answer(params) : failed(NOT_SUPPORTED);
}

function given(value) {
  return { error: false, wasSuccessful: true, data: value ?? null };
}

function failed(errorCode) {
  return { error: true, wasSuccessful: false, errorCode };
}
