import type { KubeObject } from "../../kube/object.ts";
import type { ObjectList } from "../../ports.ts";
import type { Allowance } from "./allowance.ts";
import type { Limit } from "../../util/limits.ts";

/** One answer to a list request. */
export interface Page {
  readonly items: readonly KubeObject[];
  readonly resourceVersion: string;
  /** Where the next page begins; undefined on the last. */
  readonly next: string | undefined;
}

/** Bytes of an object, at least: less is no object of a server, and memory has it for more. */
const OBJECT = 512;

/** What to do after a page. */
type Verdict =
  | { readonly kind: "whole"; readonly list: ObjectList }
  | { readonly kind: "more" }
  /** From the beginning, after a pause; `times` counts these. */
  | { readonly kind: "again"; readonly times: number }
  | { readonly kind: "endless"; readonly why: string };

interface Bounds {
  /** The rows of LIMITS that bound a list. */
  readonly limits: { readonly [K in "listPages" | "listRestarts"]: Pick<Limit, "most"> };
  /** What may be kept of all lists of this server. */
  readonly kept: Pick<Allowance, "spend">;
}

/**
 * The pages of one list, put together, in bounds: a server whose pages never end, or that forgets the beginning of every list
 * before its end, must not keep a run for ever.
 */
export class ListReading {
  readonly #bounds: Bounds;
  #items: KubeObject[] = [];
  #pages = 0;
  #restarts = 0;
  #next: string | undefined;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  /** The token of the page to ask for; undefined: the first. */
  get next(): string | undefined {
    return this.#next;
  }

  /** `gone`: the rest of the list was compacted away (410). `bytes`: of what is kept of the page. */
  take(page: Page | "gone", bytes: number): Verdict {
    if (page === "gone") return this.#again();
    this.#pages += 1;
    if (!this.#bounds.kept.spend(Math.max(bytes, page.items.length * OBJECT)))
      return {
        kind: "endless",
        why: "what would be kept of it is more than all lists of a cluster hold",
      };
    for (const item of page.items) this.#items.push(item);
    this.#next = page.next;
    if (page.next === undefined)
      return { kind: "whole", list: { items: this.#items, resourceVersion: page.resourceVersion } };
    if (this.#pages >= this.#bounds.limits.listPages.most)
      return { kind: "endless", why: `there are more than ${this.#pages} pages` };
    return { kind: "more" };
  }

  #again(): Verdict {
    this.#items = [];
    this.#pages = 0;
    this.#next = undefined;
    this.#restarts += 1;
    return this.#restarts > this.#bounds.limits.listRestarts.most
      ? { kind: "endless", why: `its beginning was forgotten ${this.#restarts} times (410)` }
      : { kind: "again", times: this.#restarts };
  }
}
