import {
  type FieldPath,
  fieldElement,
  indexElement,
  keyElement,
  memberElement,
  type PathElement,
} from "../../src/kube/field-path.ts";
import type { Json } from "../../src/kube/object.ts";

/** Reads what `printedPath` prints, by the grammar that the plan's schema gives: for tests, and as a proof that it can be done. */
export function pathOf(text: string): FieldPath {
  const path: PathElement[] = [];
  let rest = text;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    const match = pattern.exec(rest);
    if (match !== null) rest = rest.slice(match[0].length);
    return match ?? undefined;
  };
  while (rest !== "") {
    const name = take(path.length === 0 ? /^([\w$-]+)/ : /^\.([\w$-]+)/);
    if (name !== undefined) path.push(fieldElement(name[1] ?? ""));
    else if (take(/^\[/) === undefined) throw new Error(`no path: ${text}`);
    else {
      path.push(bracketed());
      if (take(/^\]/) === undefined) throw new Error(`no path: ${text}`);
    }
  }
  return path;

  function bracketed(): PathElement {
    const index = take(/^\d+/);
    if (index !== undefined) return indexElement(Number(index[0]));
    if (take(/^=/) !== undefined) return memberElement(json());
    if (rest.startsWith("]")) return keyElement({});
    const first = key();
    if (!rest.startsWith("=")) return fieldElement(first);
    const keys: [string, Json][] = [];
    for (let name = first; ; name = key()) {
      take(/^=/);
      keys.push([name, json()]);
      if (take(/^,/) === undefined) return keyElement(Object.fromEntries(keys));
    }
  }

  function key(): string {
    if (!rest.startsWith('"')) return take(/^[\w$-]+/)?.[0] ?? "";
    const name = json();
    if (typeof name !== "string") throw new Error(`no key: ${text}`);
    return name;
  }

  /** The shortest beginning that is JSON and is followed by what may follow. */
  function json(): Json {
    for (let end = 1; end <= rest.length; end += 1) {
      if (!/^([\],=]|$)/.test(rest.slice(end))) continue;
      try {
        const value = JSON.parse(rest.slice(0, end)) as Json;
        rest = rest.slice(end);
        return value;
      } catch {
        // Longer, then.
      }
    }
    throw new Error(`no value: ${rest}`);
  }
}
