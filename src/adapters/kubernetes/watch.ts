import { checkedObject, Misshapen } from "../../kube/checked-object.ts";
import { ApiError } from "../../kube/api-error.ts";
import { isMap, type Json, type KubeObject } from "../../kube/object.ts";
import type { Clock, ObjectList, WatchEvent } from "../../ports.ts";
import { LIMITS } from "../../util/limits.ts";
import { onAbort } from "../host/abort.ts";
import { jsonOf } from "./api-status.ts";
import type { OpenAnswer } from "./wire.ts";
import { pauseAfter } from "./retry-policy.ts";

/** The server ends the watch itself after this; load balancers cut silent connections much sooner than API servers. */
export const WATCH_SECONDS = 240;

interface WatchSource {
  readonly list: () => Promise<ObjectList>;
  readonly open: (resourceVersion: string) => Promise<OpenAnswer>;
  /** Objects of a watch do not always say what they are. */
  readonly kind: Pick<KubeObject, "apiVersion" | "kind">;
  /** The error for an event of which no end came in `LIMITS.watchLine`. */
  readonly tooLarge: () => Error;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Milliseconds. More than a bookmark's interval (60 s): a connection that says nothing for so long is dead. */
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
    }
    // Also after a good end: a server that closes every watch at once must not be asked without a pause.
    failures += 1;
    await clock.sleep(pauseAfter(failures, Math.random()), signal);
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

/** Without an answer: who is there, who we are, and how much it says will be the same the next time. */
const FINAL_CODES: ReadonlySet<string> = new Set(["MP9108", "MP9109", "MP9128", "MP9129"]);

/** Trouble of the moment passes; a refusal that is about us or the kind does not. Bugs are thrown on too. */
function isFinal(error: unknown): boolean {
  if (error instanceof Gone || error instanceof StreamEnded) return false;
  if (!(error instanceof ApiError)) return true;
  const { status } = error.api;
  if (status === 0) return FINAL_CODES.has(error.code);
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
  const silence = source.silence ?? LIMITS.silence.most;
  const timer = setTimeout(stream.stop, silence);
  const forget = onAbort(source.signal, stream.stop);
  try {
    for await (const line of linesOf(stream, source)) {
      timer.refresh();
      yield eventOf(line, source.kind);
    }
  } finally {
    clearTimeout(timer);
    forget();
    stream.stop();
  }
}

const LINE_FEED = 0x0a;

async function* linesOf(
  { response }: OpenAnswer,
  { tooLarge }: WatchSource,
): AsyncGenerator<Buffer> {
  let pieces: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunksOf(response)) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      const line = Buffer.concat([...pieces, chunk.subarray(start, end)]);
      pieces = [];
      size = 0;
      start = end + 1;
      if (line.length > LIMITS.watchLine.most) throw tooLarge();
      if (line.some((byte) => byte > SPACE)) yield line;
    }
    pieces.push(chunk.subarray(start));
    size += chunk.length - start;
    if (size > LIMITS.watchLine.most) throw tooLarge();
  }
}

const SPACE = 0x20;

async function* chunksOf(response: OpenAnswer["response"]): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) yield chunk;
  } catch (error) {
    throw new StreamEnded("the watch was cut off", { cause: error });
  }
}

function eventOf(line: Buffer, kind: WatchSource["kind"]): Told {
  const event = jsonOf(line);
  const type = isMap(event) ? event["type"] : undefined;
  const object = isMap(event) ? event["object"] : undefined;
  if (type === "ERROR") {
    if (isMap(object) && object["code"] !== 410)
      throw new StreamEnded("the server ended the watch");
    throw new Gone();
  }
  if (type !== "ADDED" && type !== "MODIFIED" && type !== "DELETED")
    return { told: undefined, resourceVersion: versionIn(object) };
  const checked = checkedObject(object, kind);
  if (checked instanceof Misshapen) throw new StreamEnded("the watch sent no object");
  return { told: { type, object: checked }, resourceVersion: versionIn(object) };
}

/** Bookmarks have nothing but this. */
function versionIn(object: Json | undefined): string {
  const metadata = isMap(object) ? object["metadata"] : undefined;
  const version = isMap(metadata) ? metadata["resourceVersion"] : undefined;
  if (typeof version !== "string")
    throw new StreamEnded("the watch sent something else than an event");
  return version;
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
