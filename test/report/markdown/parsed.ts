import { parsers } from "prettier/plugins/markdown";

/** A part of a document as a parser of Markdown sees it, with GitHub's extensions (remark, which prettier brings). */
export interface Node {
  readonly type: string;
  readonly value?: string;
  readonly children?: readonly Node[];
}

export function parsed(markdown: string): Node {
  // The options are prettier's; its parser of Markdown reads none of them.
  const parse = parsers.markdown.parse as unknown as (text: string, options: object) => Node;
  return parse(markdown, {});
}

export function nodesOf(node: Node): readonly Node[] {
  return [node, ...(node.children ?? []).flatMap(nodesOf)];
}

/** All that meshplan writes itself. Everything else is text of a block or of a sentence. */
const OURS = new Set([
  "root",
  "heading",
  "paragraph",
  "sentence",
  "word",
  "whitespace",
  "text",
  "strong",
  "emphasis",
  "list",
  "listItem",
  "blockquote",
  "code",
  "inlineCode",
  "html",
  "table",
  "tableRow",
  "tableCell",
]);
const HTML =
  /^(?:<details><summary>(?:<code>[^<>"']*<\/code>|[\w ,;:.()…])*<\/summary>|<\/details>|<!-- meshplan [\w.=:-]+ -->)$/;
/** What is neither a person, a link, an issue nor anything else to GitHub and GitLab. */
const PLAIN = /^[\p{L}\p{M}\d\s,;:.()'’·…-]*$/u;

/** What is wrong with a document of ours, in words. It may have `headings` headings. */
export function markdownComplaints(markdown: string, headings = 1): readonly string[] {
  const nodes = nodesOf(parsed(markdown));
  const values = (type: string): readonly string[] =>
    nodes.filter((node) => node.type === type).map(({ value = "" }) => value);
  const found = nodes.filter(({ type }) => type === "heading").length;
  return [
    ...nodes.filter(({ type }) => !OURS.has(type)).map(({ type }) => `a node ${type}`),
    ...(found === headings ? [] : [`${String(found)} headings`]),
    ...values("html")
      .filter((html) => !HTML.test(html))
      .map((html) => `HTML ${html}`),
    ...values("text")
      .filter((text) => !PLAIN.test(text))
      .map((text) => `text ${text}`),
    ...markdown
      .split("\n")
      .filter((line) => line.startsWith("/"))
      .map((line) => `an order to GitLab ${line}`),
  ];
}
