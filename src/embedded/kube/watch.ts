import type { Json, JsonMap, KubeObject } from "../../kube/object.ts";
import { expired } from "./api-failure.ts";
import { type EmbeddedCluster, listObjects } from "./cluster.ts";
import { familyOf } from "./kinds.ts";
import { matcherOf } from "./lists.ts";
import { formOf, represent } from "./representation.ts";
import type { ApiAnswer, ApiRequest, Target } from "./request.ts";
import type { StoreEvent } from "./store.ts";

const BOOKMARK_MILLISECONDS = 60_000;
const DEFAULT_TIMEOUT_SECONDS = 1_800;

/**
 * A watch: the events after `resourceVersion` as JSON lines, or the present objects first when none is given.
 * An object that leaves the selector is reported as DELETED. A forgotten revision gives one ERROR line with 410.
 */
export function answerWatch(
  cluster: EmbeddedCluster,
  request: ApiRequest,
  target: Target,
): ApiAnswer {
  return {
    kind: "watch",
    open: (send, end) => new WatchStream(cluster, request, target, send, end).start(),
  };
}

class WatchStream {
  readonly #cluster: EmbeddedCluster;
  readonly #request: ApiRequest;
  readonly #target: Target;
  readonly #write: (line: string) => void;
  readonly #end: () => void;
  readonly #matches: (object: KubeObject) => boolean;

  constructor(
    cluster: EmbeddedCluster,
    request: ApiRequest,
    target: Target,
    write: (line: string) => void,
    end: () => void,
  ) {
    this.#cluster = cluster;
    this.#request = request;
    this.#target = target;
    this.#write = write;
    this.#end = end;
    const selected = matcherOf(request.query);
    const { namespace, name } = target;
    this.#matches = (object) =>
      selected(object) &&
      (namespace === undefined || object.metadata.namespace === namespace) &&
      (name === undefined || object.metadata.name === name);
  }

  start(): () => void {
    const from = this.#request.query.get("resourceVersion");
    const isFresh = from === null || from === "" || from === "0";
    const past = isFresh ? [] : this.#cluster.store.since(Number(from));
    if (past === undefined) {
      const message = `too old resource version: ${from ?? ""} (${String(this.#cluster.store.revision)})`;
      this.#send("ERROR", expired(message).toStatus());
      this.#end();
      return () => undefined;
    }
    if (isFresh)
      for (const object of listObjects(this.#cluster, this.#target.kind, this.#target.namespace))
        if (this.#matches(object)) this.#sendObject("ADDED", object);
    for (const event of past) this.#forward(event);
    return this.#follow(isFresh);
  }

  #follow(isFresh: boolean): () => void {
    const { clock, store } = this.#cluster;
    const wantsBookmarks = this.#request.query.get("allowWatchBookmarks") === "true";
    if (isFresh && this.#request.query.get("sendInitialEvents") === "true") this.#bookmark(true);
    const stopEvents = store.onEvent((event) => {
      this.#forward(event);
    });
    let stopBookmark: () => void = () => undefined;
    const nextBookmark = (): void => {
      stopBookmark = clock.after(BOOKMARK_MILLISECONDS, () => {
        this.#bookmark(false);
        nextBookmark();
      });
    };
    if (wantsBookmarks) nextBookmark();
    const seconds = Number(this.#request.query.get("timeoutSeconds") ?? DEFAULT_TIMEOUT_SECONDS);
    const stopTimeout = clock.after(seconds * 1000, () => {
      if (wantsBookmarks) this.#bookmark(false);
      this.#end();
    });
    return () => {
      stopEvents();
      stopBookmark();
      stopTimeout();
    };
  }

  #forward(event: StoreEvent): void {
    if (event.family !== familyOf(this.#target.kind)) return;
    const is = this.#matches(event.object);
    const was = event.previous !== undefined && this.#matches(event.previous);
    if (event.type === "DELETED") {
      if (was) this.#sendObject("DELETED", event.object);
    } else if (is) this.#sendObject(was ? "MODIFIED" : "ADDED", event.object);
    else if (was) this.#sendObject("DELETED", event.object);
  }

  #sendObject(type: string, object: KubeObject): void {
    this.#send(type, represent(object, this.#target.kind, formOf(this.#request.accept)));
  }

  #bookmark(isInitial: boolean): void {
    const { kind, apiVersion } = this.#target.kind;
    const annotations = isInitial ? { annotations: { "k8s.io/initial-events-end": "true" } } : {};
    const metadata: JsonMap = {
      resourceVersion: String(this.#cluster.store.revision),
      creationTimestamp: null,
      ...annotations,
    };
    this.#send("BOOKMARK", { kind, apiVersion, metadata });
  }

  #send(type: string, object: Json): void {
    this.#write(`${JSON.stringify({ type, object })}\n`);
  }
}
