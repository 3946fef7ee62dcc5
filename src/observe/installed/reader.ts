import { isForbidden } from "../../kube/api-error.ts";
import type { KubeObject, ObjectRef } from "../../kube/object.ts";
import type { Kind, ListOptions } from "../../ports.ts";
import type { FactReader } from "../facts/fact.ts";

/** Reads the objects of one component, all that may be read of it, and remembers whether any may not. */
export class ComponentReader {
  /** Some object may not be read: what is missing then is not known to be missing. */
  isDenied = false;
  readonly #client: FactReader;

  constructor(client: FactReader) {
    this.#client = client;
  }

  async get(ref: ObjectRef): Promise<KubeObject | undefined> {
    return await this.#tolerated(this.#client.get(ref), undefined);
  }

  async list(kind: Kind, options: ListOptions = {}): Promise<readonly KubeObject[]> {
    const none = { items: [], resourceVersion: "" };
    return (await this.#tolerated(this.#client.list(kind, options), none)).items;
  }

  async #tolerated<T>(request: Promise<T>, otherwise: T): Promise<T> {
    return await request.catch((error: unknown) => {
      if (!isForbidden(error)) throw error;
      this.isDenied = true;
      return otherwise;
    });
  }
}
