import { StringDecoder } from "node:string_decoder";
import { ApiError } from "../kube/api-error.ts";
import { isMap, type Json, type KubeObject } from "../kube/object.ts";
import type { Clock, ObjectList, WatchEvent } from "../ports.ts";
import { onAbort } from "./abort.ts";
import { jsonOf } from "./api-status.ts";
import type { IncomingStream } from "./requester.ts";

/** The server ends the watch itself after this; load balancers cut silent connections much sooner than API servers. */
export const WATCH_SECONDS = 240;
/** More than a bookmark's interval (60 s): a connection that says nothing for so long is dead. */
const SILENCE = 100_000;
const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 10_000;

export interface WatchSource {
  readonly list: () => Promise<ObjectList>;
  readonly open: (resourceVersion: string) => Promise<IncomingStream>;
  /** Puts apiVersion and kind on an object that came without. */
  readonly typed: (object: KubeObject) => KubeObject;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly silence?: number;
}

/**
 * The objects, now and from now on. Ends when the signal aborts, without an error; throws only what waiting cannot cure
 * (no right to watch, no such kind). A connection that ends, fails or falls silent is made again from the last
 * resourceVersion; when the server has forgotten that one (410), the list is read again and the difference is told.
 */
export async function* watchObjects(source: WatchSource): AsyncGenerator<WatchEvent> {
  const known = new Map<string, KubeObject>();
  const { clock, signal } = source;
  let from: string | undefined;
  let failures = 0;
  while (!signal.aborted) {
    try {
      if (from === undefined) {
        const list = await source.list();
        from = list.resourceVersion;
        yield* differences(known, list.items);
      }
      for await (const event of eventsOf(source, from)) {
        failures = 0;
        if (event.resourceVersion !== "") from = event.resourceVersion;
        if (event.told === undefined) continue;
        remember(known, event.told);
        yield event.told;
      }
    } catch (error) {
      // The signal ends the loop; `aborted` may have changed while the generator stood at a yield.
      if (isAborted(signal)) return;
      if (isFinal(error)) throw error;
      if (isGone(error)) from = undefined;
      failures += 1;
      const pause = Math.min(FIRST_PAUSE * 2 ** (failures - 1), LONGEST_PAUSE);
      await clock.sleep(pause * (0.5 + Math.random() / 2), signal);
    }
  }
}

function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** The server no longer knows our resourceVersion. */
class Gone extends Error {}

function isGone(error: unknown): boolean {
  return error instanceof Gone || (error instanceof ApiError && error.api.status === 410);
}

/** Trouble of the moment passes; a refusal that is about us or the kind does not. Bugs are thrown on too. */
function isFinal(error: unknown): boolean {
  if (error instanceof Gone || error instanceof StreamEnded) return false;
  if (!(error instanceof ApiError)) return true;
  const { status } = error.api;
  if (status === 0) return error.code === "MP9108" || error.code === "MP9109";
  return status < 500 && status !== 410 && status !== 429;
}

/** The connection was cut in the middle. */
class StreamEnded extends Error {}

interface Told {
  /** Undefined for a bookmark, which only moves the resourceVersion. */
  readonly told: WatchEvent | undefined;
  readonly resourceVersion: string;
}

/** The events of one connection, until the server ends it. */
async function* eventsOf(source: WatchSource, from: string): AsyncGenerator<Told> {
  const stream = await source.open(from);
  const silence = source.silence ?? SILENCE;
  const timer = setTimeout(stream.stop, silence);
  const forget = onAbort(source.signal, stream.stop);
  try {
    for await (const line of linesOf(stream)) {
      timer.refresh();
      yield eventOf(line, source.typed);
    }
  } finally {
    clearTimeout(timer);
    forget();
    stream.stop();
  }
}

async function* linesOf({ response }: IncomingStream): AsyncGenerator<string> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      const parts = (rest + decoder.write(chunk)).split("\n");
      rest = parts.pop() ?? "";
      for (const line of parts) if (line.trim() !== "") yield line;
    }
  } catch (error) {
    throw new StreamEnded("the watch was cut off", { cause: error });
  }
}

function eventOf(line: string, typed: (object: KubeObject) => KubeObject): Told {
  const event = jsonOf(Buffer.from(line));
  const type = isMap(event) ? event["type"] : undefined;
  const object = isMap(event) ? event["object"] : undefined;
  if (type === "ERROR") {
    if (isMap(object) && object["code"] !== 410)
      throw new StreamEnded("the server ended the watch");
    throw new Gone();
  }
  if (!isObject(object)) throw new StreamEnded("the watch sent something else than an event");
  const resourceVersion = object.metadata.resourceVersion ?? "";
  return type === "ADDED" || type === "MODIFIED" || type === "DELETED"
    ? { told: { type, object: typed(object) }, resourceVersion }
    : { told: undefined, resourceVersion };
}

function isObject(value: Json | undefined): value is KubeObject {
  return isMap(value) && isMap(value["metadata"]);
}

/** What a new list says beyond what was told: nothing is told twice, and what vanished in between is told too. */
function* differences(
  known: Map<string, KubeObject>,
  items: readonly KubeObject[],
): Generator<WatchEvent> {
  const present = new Set(items.map(keyOf));
  for (const [key, object] of [...known])
    if (!present.has(key)) {
      known.delete(key);
      yield { type: "DELETED", object };
    }
  for (const object of items) {
    const before = known.get(keyOf(object));
    if (
      before?.metadata.resourceVersion === object.metadata.resourceVersion &&
      before !== undefined
    )
      continue;
    known.set(keyOf(object), object);
    yield { type: before === undefined ? "ADDED" : "MODIFIED", object };
  }
}

function remember(known: Map<string, KubeObject>, { type, object }: WatchEvent): void {
  if (type === "DELETED") known.delete(keyOf(object));
  else known.set(keyOf(object), object);
}

function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ""}/${metadata.name}`;
}
