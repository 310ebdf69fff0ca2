/**
 * The page as a value, and the one place that writes it into the document.
 *
 * What is already there is kept and changed, never replaced: so focus, an open disclosure and the
 * place in the list survive every change of state. Text becomes text, never markup.
 */

export interface Piece {
  readonly tag: string;
  /** Tells siblings apart when they come and go. */
  readonly key: string | null;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (Piece | string)[];
}

type Attribute = string | boolean | null;
type Child = Piece | string | null | readonly (Piece | null)[];

/** An element. An attribute that is false or null is absent; "key" is not an attribute. */
export function h(
  tag: string,
  attributes: Readonly<Record<string, Attribute>> = {},
  ...children: readonly Child[]
): Piece {
  const { key = null, ...rest } = attributes;
  const present = Object.entries(rest).flatMap(([name, value]): [string, string][] =>
    value === null || value === false ? [] : [[name, value === true ? "" : value]],
  );
  return {
    tag,
    key: typeof key === "string" ? key : null,
    attributes: Object.fromEntries(present),
    children: children.flat().filter((child): child is Piece | string => child !== null),
  };
}

const SVG = "http://www.w3.org/2000/svg";
const SVG_TAGS: ReadonlySet<string> = new Set(["svg", "path", "circle"]);
/** What the user opens stays open. */
const OWNED_BY_USER: ReadonlySet<string> = new Set(["open"]);

const keys = new WeakMap<ChildNode, string>();

/** Make the children of an element these ones. */
export function render(parent: Element, children: readonly (Piece | string)[]): void {
  const old = new Map<string, ChildNode>();
  parent.childNodes.forEach((child, at) => {
    old.set(keys.get(child) ?? identity(child.nodeName.toLowerCase(), null, at), child);
  });
  children.forEach((child, at) => {
    const tag = typeof child === "string" ? "#text" : child.tag;
    const name = identity(tag, typeof child === "string" ? null : child.key, at);
    const kept = old.get(name);
    old.delete(name);
    place(parent, at, written(child, kept ?? created(child, name)));
  });
  for (const child of old.values()) child.remove();
}

function identity(tag: string, key: string | null, at: number): string {
  return key === null ? `${tag}#${at}` : `${tag}=${key}`;
}

function created(child: Piece | string, name: string): ChildNode {
  if (typeof child === "string") return document.createTextNode(child);
  const made = SVG_TAGS.has(child.tag)
    ? document.createElementNS(SVG, child.tag)
    : document.createElement(child.tag);
  if (child.key !== null) keys.set(made, name);
  return made;
}

function written(child: Piece | string, node: ChildNode): ChildNode {
  if (typeof child === "string") {
    if (node.textContent !== child) node.textContent = child;
  } else if (node instanceof Element) {
    writeAttributes(node, child.attributes);
    render(node, child.children);
  }
  return node;
}

function writeAttributes(element: Element, attributes: Readonly<Record<string, string>>): void {
  for (const name of element.getAttributeNames()) {
    if (!(name in attributes) && !OWNED_BY_USER.has(name)) element.removeAttribute(name);
  }
  for (const [name, value] of Object.entries(attributes)) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
}

/** Move only what is not in its place: a moved element would lose its focus. */
function place(parent: Element, at: number, child: ChildNode): void {
  if (parent.childNodes[at] !== child) parent.insertBefore(child, parent.childNodes[at] ?? null);
}
