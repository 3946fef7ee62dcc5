import { isMap, type Json, type KubeObject } from "../kube/object.ts";
import { parseYaml } from "./yaml.ts";

/**
 * Parses what renderers print. Each distinct document is parsed once, so the 15 CustomResourceDefinitions that every
 * output repeats (1 MB) cost their 0.3 s once a run.
 */
export class ManifestParser {
  readonly #parsed = new Map<string, KubeObject>();

  /** Undefined when a document is not a Kubernetes object. */
  parse(text: string): readonly KubeObject[] | undefined {
    const objects: KubeObject[] = [];
    for (const document of text.split(/^---[ \t]*$/m)) {
      if (isBlank(document)) continue;
      const object = this.#parsed.get(document) ?? objectOf(document);
      if (object === undefined) return undefined;
      this.#parsed.set(document, object);
      objects.push(object);
    }
    return objects;
  }
}

function isBlank(document: string): boolean {
  return /^(?:\s*(?:#.*)?\n?)*$/.test(document.slice(0, 2000)) && document.length < 2000;
}

function objectOf(document: string): KubeObject | undefined {
  const [value, ...more] = parseYaml(document) ?? [];
  return more.length === 0 && isKubeObject(value) ? value : undefined;
}

/** Has what every Kubernetes object has. */
export function isKubeObject(value: Json | undefined): value is KubeObject {
  if (!isMap(value) || typeof value["apiVersion"] !== "string" || typeof value["kind"] !== "string")
    return false;
  const { metadata } = value;
  return isMap(metadata) && typeof metadata["name"] === "string";
}
