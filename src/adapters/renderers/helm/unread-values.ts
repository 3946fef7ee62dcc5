import { isMap, type Json } from "../../../kube/object.ts";
import type { ChartText } from "./chart-folder.ts";
import type { ChartRelease } from "./chart-releases.ts";

/** Where the values of a chart stand in the operator's tree. */
const HOMES: { readonly [C in ChartRelease["chart"]]: string } = {
  base: "values",
  istiod: "values",
  gateway: "values",
  cni: "values",
  ztunnel: "values.ztunnel",
};

/** Sections whose own keys are looked at one by one. */
const SECTIONS: { readonly [C in ChartRelease["chart"]]: readonly string[] } = {
  base: [],
  istiod: ["pilot"],
  gateway: [],
  cni: ["cni"],
  ztunnel: [],
};

/** Of every chart; the profile among them is read by Helm's own words, not by name. */
const ALWAYS_READ = new Set(["global", "profile", "platform", "compatibilityVersion", "revision"]);

/**
 * Paths of values that a chart cannot read, because no template of it names them. Helm says nothing about such values:
 * a misspelt one would simply have no effect.
 *
 * Only the first level of each section is looked at: below it stand maps with free keys. `gateway` is left to its schema.
 * `all` are the texts of every chart of the request: what is global is known as soon as one of them reads it.
 */
export function unreadValues(
  { chart, values }: ChartRelease,
  own: ChartText,
  all: readonly ChartText[],
): readonly string[] {
  if (chart === "gateway") return [];
  const unread = (section: Json | undefined, path: string, texts: readonly ChartText[]) =>
    Object.keys(isMap(section) ? section : {})
      .filter((key) => !texts.some((text) => isRead(key, text)))
      .map((key) => `${path}.${key}`);
  const sections = SECTIONS[chart];
  const top = Object.keys(values).filter((key) => !ALWAYS_READ.has(key) && !sections.includes(key));
  return [
    ...unread(Object.fromEntries(top.map((key) => [key, null])), HOMES[chart], [own]),
    ...sections.flatMap((name) => unread(values[name], `${HOMES[chart]}.${name}`, [own])),
    ...(chart === "istiod" ? unread(values["global"], "values.global", all) : []),
  ];
}

function isRead(key: string, { defaults, templates }: ChartText): boolean {
  const name = key.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const inTemplate = new RegExp(`\\.${name}(?![\\w-])|"${name}"`);
  return inTemplate.test(templates) || new RegExp(`^[ #]*${name}:`, "m").test(defaults);
}
