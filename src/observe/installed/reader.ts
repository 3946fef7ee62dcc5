import type { KubeObject, ObjectRef } from "../../kube/object.ts";
import type { ClusterReader, Kind, ListOptions } from "../../ports.ts";

/** Lets a refused request pass as `otherwise`, and collects the refusal. */
export type Allowed = <T>(request: Promise<T>, otherwise: T, object?: ObjectRef) => Promise<T>;

/** Reads the objects of one component, and remembers whether any of them may not be read. */
export class ComponentReader {
  /** Some object may not be read: what is missing then is not known to be missing. */
  isDenied = false;
  readonly #client: ClusterReader;
  readonly #allowed: Allowed;

  constructor(client: ClusterReader, allowed: Allowed) {
    this.#client = client;
    this.#allowed = allowed;
  }

  async get(ref: ObjectRef): Promise<KubeObject | undefined> {
    const found = await this.#allowed<KubeObject | undefined | null>(
      this.#client.get(ref),
      null,
      ref,
    );
    if (found === null) this.isDenied = true;
    return found ?? undefined;
  }

  /** Empty also where the kind does not exist. */
  async list(kind: Kind, options: ListOptions = {}): Promise<readonly KubeObject[]> {
    const found = await this.#allowed(this.#client.list(kind, options), undefined);
    if (found === undefined) this.isDenied = true;
    return found?.items ?? [];
  }
}
