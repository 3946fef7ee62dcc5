import { isMap, type Json, type KubeObject } from "../../kube/object.ts";
import { badRequest } from "./api-failure.ts";

export type Matches = (object: KubeObject) => boolean;

const EVERYTHING: Matches = () => true;

/** `a=b,c!=d,e in (f,g),h notin (i),j,!k`. */
export function labelSelector(text: string | null): Matches {
  if (text === null || text.trim() === "") return EVERYTHING;
  const terms = text.split(/,(?![^(]*\))/).map((term) => labelTerm(term.trim()));
  return (object) => terms.every((term) => term(object.metadata.labels ?? {}));
}

type Labels = { readonly [key: string]: string };

function labelTerm(term: string): (labels: Labels) => boolean {
  const set = /^(\S+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(term);
  if (set !== null) {
    const [, key = "", operator, list = ""] = set;
    const values = list.split(",").map((value) => value.trim());
    const isIn = (labels: Labels): boolean => values.includes(labels[key] ?? "\0");
    return operator === "in" ? isIn : (labels) => !isIn(labels);
  }
  const equal = /^([^=!\s]+)\s*(==|=|!=)\s*(\S*)$/.exec(term);
  if (equal !== null) {
    const [, key = "", operator, value = ""] = equal;
    return operator === "!="
      ? (labels) => labels[key] !== value
      : (labels) => labels[key] === value;
  }
  if (/^![^\s=!]+$/.test(term)) return (labels) => labels[term.slice(1)] === undefined;
  if (/^[^\s=!()]+$/.test(term)) return (labels) => labels[term] !== undefined;
  throw badRequest(`unable to parse requirement: ${term}`);
}

/** Equality on single fields: metadata.name and metadata.namespace everywhere, a few more where a kind has them. */
export function fieldSelector(text: string | null): Matches {
  if (text === null || text.trim() === "") return EVERYTHING;
  const terms = text.split(",").map((term) => fieldTerm(term.trim()));
  return (object) => terms.every((term) => term(object));
}

const KNOWN_FIELDS =
  /^(metadata\.(name|namespace)|status\.phase|spec\.nodeName|spec\.type|spec\.clusterIP|type|involvedObject\.[a-zA-Z]+|reason)$/;

function fieldTerm(term: string): Matches {
  const [, path = "", operator, value = ""] = /^([^=!\s]+)(==|=|!=)(.*)$/.exec(term) ?? [];
  if (!KNOWN_FIELDS.test(path))
    throw badRequest(
      `"${path}" is not a known field selector: only "metadata.name", "metadata.namespace"`,
    );
  const read = (object: KubeObject): string => {
    const found = path
      .split(".")
      .reduce<Json | undefined>((at, key) => (isMap(at) ? at[key] : undefined), object);
    return typeof found === "string" ? found : "";
  };
  return operator === "!="
    ? (object) => read(object) !== value
    : (object) => read(object) === value;
}
