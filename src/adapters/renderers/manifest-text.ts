import { checkedObject, Misshapen } from "../../kube/checked-object.ts";
import type { Json, KubeObject } from "../../kube/object.ts";
import { parseYaml } from "../host/yaml.ts";

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
  return more.length === 0 ? keptObject(value) : undefined;
}

/** Undefined for what is no Kubernetes object. */
export function keptObject(value: Json | undefined): KubeObject | undefined {
  const checked = checkedObject(value);
  return checked instanceof Misshapen ? undefined : checked;
}
