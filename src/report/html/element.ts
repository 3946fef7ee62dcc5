import type { Printable } from "../../util/printable-text.ts";
import { escapedHtml } from "../html-escape.ts";

/** A part of a page: an element, or text, which is foreign unless it is ours. */
export type Node = string | Element;

/** An element of HTML as data, until it is printed. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly content: readonly Node[];
  /** SVG that a picture's writer made; stands in front of the content as it is. */
  readonly svg?: Printable;
}

/** An element with a class, or without one where it is empty. */
export function el(name: string, className: string, ...content: readonly Node[]): Element {
  return { name, attributes: className === "" ? {} : { class: className }, content };
}

/** HTML of a node. The one place where text becomes HTML, so that none gets there unescaped. */
export function htmlOf(node: Node): string {
  if (typeof node === "string") return escapedHtml(node);
  const { name, attributes, content, svg = "" } = node;
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapedHtml(value)}"`);
  const start = `<${name}${given.join("")}>`;
  if (VOID.has(name)) return start;
  return `${start}${svg}${content.map(htmlOf).join("")}</${name}>`;
}

const VOID: ReadonlySet<string> = new Set(["meta", "br"]);
