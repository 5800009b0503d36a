import { toXmlText } from "../../../app/typed.ts";
import { type Element, isElement } from "./element.ts";

/**
 * An element as it goes on the wire. Characters that XML 1.0 forbids are removed, because a server closes the stream on them; tabs
 * and line ends in attributes are written as references, because a parser turns them into spaces otherwise (XML 1.0
 * 3.3.3) and somebody's name would come back changed.
 */
export function toWireText(element: Element): string {
  return toXmlText(serialize(element));
}

function serialize(element: Element): string {
  let text = `<${element.name}`;
  for (const [name, value] of Object.entries(element.attrs)) {
    if (value !== undefined && value !== null)
      text += ` ${name}="${value.replace(/[&<>"'\t\n\r]/g, escape)}"`;
  }
  if (element.children.length === 0) return `${text}/>`;
  text += ">";
  for (const child of element.children) {
    text += isElement(child) ? serialize(child) : child.replace(/[&<>\r]/g, escape);
  }
  return `${text}</${element.name}>`;
}

function escape(char: string): string {
  return `&#${char.charCodeAt(0)};`;
}
