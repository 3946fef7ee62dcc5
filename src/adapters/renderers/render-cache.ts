import { createHash } from "node:crypto";
import { isList, isMap, type Json, type KubeObject } from "../../kube/object.ts";
import type { CacheFolder } from "./cache-folder.ts";
import { keptObject } from "./manifest-text.ts";

/**
 * Rendered objects, kept as parsed JSON: parsing the YAML of one primary costs 0.34 s, its JSON 5 ms.
 *
 * CustomResourceDefinitions are 1 MB and the same in every render of one Istio, so they stand in a file of their own,
 * named by its content, that is read once for all renders of a run.
 */
export class RenderCache {
  readonly #folder: CacheFolder;
  readonly #packs = new Map<string, Promise<readonly KubeObject[] | undefined>>();

  constructor(folder: CacheFolder) {
    this.#folder = folder;
  }

  /** Undefined where there is none, or its file is damaged. */
  async read(key: string): Promise<readonly KubeObject[] | undefined> {
    const kept = await this.#folder.read(`render-${key}.json`);
    if (!isMap(kept) || typeof kept["pack"] !== "string" || !isList(kept["objects"]))
      return undefined;
    const pack = await this.#pack(kept["pack"]);
    if (pack === undefined) return undefined;
    const objects = kept["objects"].map((entry) =>
      typeof entry === "number" ? pack[entry] : keptObject(entry),
    );
    return objects.every((object) => object !== undefined) ? objects : undefined;
  }

  async write(key: string, objects: readonly KubeObject[]): Promise<void> {
    const pack = objects.filter(isDefinition);
    const name = createHash("sha256").update(JSON.stringify(pack)).digest("hex");
    const entries: Json = objects.map((object) =>
      isDefinition(object) ? pack.indexOf(object) : object,
    );
    if ((await this.#pack(name)) === undefined) {
      this.#packs.set(name, Promise.resolve(pack));
      await this.#folder.write(`definitions-${name}.json`, pack);
    }
    await this.#folder.write(`render-${key}.json`, { pack: name, objects: entries });
  }

  #pack(name: string): Promise<readonly KubeObject[] | undefined> {
    const known = this.#packs.get(name) ?? this.#readPack(name);
    this.#packs.set(name, known);
    return known;
  }

  async #readPack(name: string): Promise<readonly KubeObject[] | undefined> {
    const kept = await this.#folder.read(`definitions-${name}.json`);
    const objects = isList(kept) ? kept.map(keptObject) : [undefined];
    return objects.every((object) => object !== undefined) ? objects : undefined;
  }
}

function isDefinition(object: KubeObject): boolean {
  return object.kind === "CustomResourceDefinition";
}
