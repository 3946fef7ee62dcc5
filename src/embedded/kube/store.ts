import type { KubeObject } from "../../kube/object.ts";

/** One write, as watches see it. */
export interface StoreEvent {
  readonly revision: number;
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly family: string;
  readonly object: KubeObject;
  /** The object before this write, for watches whose selector it leaves. */
  readonly previous: KubeObject | undefined;
}

const HISTORY = 5_000;

/** The objects of one cluster. Objects are immutable: a write puts a new one in place and gives it the next revision. */
export class Store {
  #revision = 100;
  #oldest = 100;
  readonly #families = new Map<string, Map<string, KubeObject>>();
  readonly #history: StoreEvent[] = [];
  readonly #listeners = new Set<(event: StoreEvent) => void>();

  get revision(): number {
    return this.#revision;
  }

  get(family: string, namespace: string | undefined, name: string): KubeObject | undefined {
    return this.#families.get(family)?.get(storeKey(namespace, name));
  }

  /** Sorted by namespace and name, as etcd would. */
  list(family: string, namespace?: string): readonly KubeObject[] {
    const entries = [...(this.#families.get(family) ?? [])];
    return entries
      .filter(([key]) => namespace === undefined || key.startsWith(`${namespace}/`))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, object]) => object);
  }

  families(): readonly string[] {
    return [...this.#families.keys()];
  }

  put(family: string, object: KubeObject): KubeObject {
    const revision = ++this.#revision;
    const { name, namespace } = object.metadata;
    const stored: KubeObject = {
      ...object,
      metadata: { ...object.metadata, resourceVersion: String(revision) },
    };
    const objects = this.#families.get(family) ?? new Map<string, KubeObject>();
    this.#families.set(family, objects);
    const previous = objects.get(storeKey(namespace, name));
    objects.set(storeKey(namespace, name), stored);
    const type = previous === undefined ? "ADDED" : "MODIFIED";
    this.#emit({ revision, type, family, object: stored, previous });
    return stored;
  }

  /** The last state, at the revision of its removal. */
  remove(family: string, object: KubeObject): KubeObject {
    const revision = ++this.#revision;
    const { name, namespace } = object.metadata;
    this.#families.get(family)?.delete(storeKey(namespace, name));
    const last = {
      ...object,
      metadata: { ...object.metadata, resourceVersion: String(revision) },
    };
    this.#emit({ revision, type: "DELETED", family, object: last, previous: object });
    return last;
  }

  /** Every event after `revision`; undefined when some of them have been forgotten already. */
  since(revision: number): readonly StoreEvent[] | undefined {
    if (revision < this.#oldest) return undefined;
    return this.#history.filter((event) => event.revision > revision);
  }

  /** Forgets the history, as a compaction does: older watches get 410. */
  compact(): void {
    this.#history.length = 0;
    this.#oldest = this.#revision;
  }

  /** Calls `listener` after each write; calling the result ends that. */
  onEvent(listener: (event: StoreEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  export(): StoreExport {
    const objects = [...this.#families].flatMap(([family, kept]) =>
      [...kept.values()].map((object) => ({ family, object })),
    );
    return { revision: this.#revision, objects };
  }

  /** Takes over an exported state: only for a store that is still empty. No events are sent for it. */
  import({ revision, objects }: StoreExport): void {
    for (const { family, object } of objects) {
      const kept = this.#families.get(family) ?? new Map<string, KubeObject>();
      this.#families.set(family, kept);
      kept.set(storeKey(object.metadata.namespace, object.metadata.name), object);
    }
    this.#revision = revision;
    this.#oldest = revision;
  }

  #emit(event: StoreEvent): void {
    this.#history.push(event);
    const forgotten = this.#history.length > HISTORY ? this.#history.shift() : undefined;
    if (forgotten !== undefined) this.#oldest = forgotten.revision;
    for (const listener of [...this.#listeners]) listener(event);
  }
}

export interface StoreExport {
  readonly revision: number;
  readonly objects: readonly { readonly family: string; readonly object: KubeObject }[];
}

function storeKey(namespace: string | undefined, name: string): string {
  return `${namespace ?? ""}/${name}`;
}
