import { createHash } from "node:crypto";
import { FIELD_MANAGER } from "../../kube/field-manager.ts";
import type { ShownChain } from "../../certs/server-chain.ts";
import type { AccessRequest } from "../../kube/access-request.ts";
import { checkedObject, checkedStored, Misshapen } from "../../kube/checked-object.ts";
import { collectionPath, objectPath } from "../../kube/kinds.ts";
import {
  isList,
  isMap,
  type Json,
  type JsonMap,
  type KubeObject,
  type ObjectRef,
  refOf,
} from "../../kube/object.ts";
import type {
  ApplyOptions,
  ApplyResult,
  Clock,
  ClusterClient,
  Clusters,
  HashedJson,
  Kind,
  ListOptions,
  ObjectList,
  RequestOptions,
  WatchEvent,
} from "../../ports.ts";
import { LIMITS } from "../../util/limits.ts";
import { mapStrings } from "../../util/map-strings.ts";
import type { SecretRegistry } from "../../util/secret-registry.ts";
import { jsonOf, statusOf, warningsOf } from "./api-status.ts";
import { systemClock } from "../host/clock.ts";
import { Allowance } from "./allowance.ts";
import type { ConnectionTimes } from "./connection.ts";
import type { ClusterAccess } from "./cluster-access.ts";
import { handshake } from "./handshake.ts";
import { mayChooseHosts } from "./kubeconfig-policy.ts";
import { type KubeconfigEnvironment, kubeconfigLoader } from "./kubeconfig.ts";
import { Limiter } from "./limiter.ts";
import { ListReading, type Page } from "./list-reading.ts";
import { ConnectionFailure } from "./connection-failure.ts";
import { proxyText } from "./proxy.ts";
import { endless, notKubernetes, refused, unanswered } from "./refusals.ts";
import { type Acquaintance, Requester, type Sending, type SentRequest } from "./requester.ts";
import { pauseAfter } from "./retry-policy.ts";
import { keepSecret } from "./secret-texts.ts";
import { WATCH_SECONDS, watchObjects } from "./watch.ts";
import type { HttpAnswer, WireFor } from "./wire.ts";

export interface KubernetesOptions extends KubeconfigEnvironment {
  /** meshplan's own version, for the User-Agent. */
  readonly version: string;
  readonly clock?: Clock;
  /** Requests in flight per cluster and in all; watches do not count. */
  readonly perCluster?: number;
  readonly everywhere?: number;
  readonly times?: Partial<ConnectionTimes>;
  /** Milliseconds after which a silent watch is taken for dead. */
  readonly watchSilence?: number;
  readonly wireFor?: WireFor;
  readonly onSent?: ((sent: SentRequest) => void) | undefined;
}

const PAGE = 200;

/** The one transport: API servers over HTTPS, as kubeconfigs name them; the embedded ones are reached the same way, unless a test has a wire of its own. */
export function kubernetesClusters(options: KubernetesOptions): Clusters {
  const clock = options.clock ?? systemClock();
  const everywhere = new Limiter(options.everywhere ?? LIMITS.requestsEverywhere.most);
  const large = new Limiter(LIMITS.largeAnswers.most);
  const load = kubeconfigLoader(options);
  const requesters: Requester[] = [];
  const acquaintances = new Acquaintances(clock);
  return {
    connect: async (target) => {
      const access = await load(target);
      const requester = new Requester({
        cluster: target.cluster,
        context: target.context,
        access,
        clock,
        userAgent: userAgentOf(options.version, target.plan),
        secrets: options.secrets,
        everywhere,
        large,
        perCluster: options.perCluster ?? LIMITS.requestsHere.most,
        acquaintance: acquaintances.get(access.server),
        onSent: options.onSent,
        ...(options.times === undefined ? {} : { times: options.times }),
        ...(options.wireFor === undefined ? {} : { wireFor: options.wireFor }),
      });
      requesters.push(requester);
      return new KubernetesClient({
        cluster: target.cluster,
        access,
        requester,
        secrets: options.secrets,
        clock,
        watchSilence: options.watchSilence,
      });
    },
    ...(mayChooseHosts(options.policy) ? { handshake } : {}),
    close: () => {
      for (const requester of requesters) requester.close();
    },
  };
}

/** By server: an apply connects anew for its recheck and for its writes, and to the same clusters. */
class Acquaintances {
  readonly #known = new Map<string, Acquaintance>();
  readonly #now: () => number;

  constructor(clock: Clock) {
    this.#now = () => clock.now();
  }

  get(server: string): Acquaintance {
    const known = this.#known.get(server) ?? {
      reached: false,
      answers: new Allowance(LIMITS.answers, this.#now),
      kept: new Allowance(LIMITS.kept, this.#now),
    };
    this.#known.set(server, known);
    return known;
  }
}

/** `meshplan/0.1.0 (plan sha256:…)`: a product with a comment. Source: RFC 9110, 10.1.5. */
function userAgentOf(version: string, plan: string | undefined): string {
  return plan === undefined ? `meshplan/${version}` : `meshplan/${version} (plan ${plan})`;
}

interface ClientParts {
  readonly cluster: string;
  readonly access: ClusterAccess;
  readonly requester: Requester;
  readonly secrets: SecretRegistry;
  readonly clock: Clock;
  readonly watchSilence: number | undefined;
}

class KubernetesClient implements ClusterClient {
  readonly cluster: string;
  readonly context: string;
  readonly kubeconfig?: string;
  readonly server: string;
  readonly unverified?: true;
  readonly tlsServerName?: string;
  readonly authority?: string;
  readonly plugin?: string;
  readonly through?: string;
  readonly #requester: Requester;
  readonly #secrets: SecretRegistry;
  readonly #clock: Clock;
  readonly #watchSilence: number | undefined;

  constructor(parts: ClientParts) {
    this.cluster = parts.cluster;
    const { context, kubeconfig, server, skipVerify, tlsServerName, authority } = parts.access;
    this.context = context;
    if (kubeconfig !== undefined) this.kubeconfig = kubeconfig;
    this.server = server;
    if (skipVerify) this.unverified = true;
    if (tlsServerName !== undefined) this.tlsServerName = tlsServerName;
    if (authority !== undefined) this.authority = authority;
    const { credentials, proxy } = parts.access;
    if (credentials.plugin !== undefined) this.plugin = credentials.plugin;
    if (proxy !== undefined) this.through = proxyText(proxy);
    this.#requester = parts.requester;
    this.#secrets = parts.secrets;
    this.#clock = parts.clock;
    this.#watchSilence = parts.watchSilence;
  }

  shown(): ShownChain {
    return this.#requester.shown();
  }

  ahead(): number | undefined {
    return this.#requester.ahead;
  }

  async getJson(path: string, options: RequestOptions = {}): Promise<Json> {
    return (await this.#read(path, options)).json;
  }

  async getDocument(path: string, options: RequestOptions = {}): Promise<HashedJson> {
    const { json, body } = await this.#read(path, options);
    return { json, sha512: createHash("sha512").update(body).digest("hex") };
  }

  async #read(
    path: string,
    options: RequestOptions,
  ): Promise<{ readonly json: Json; readonly body: Buffer }> {
    const sending: Sending = { method: "GET", path, ...signalOf(options) };
    const { body, status } = await this.#requester.send(sending);
    const json = jsonOf(body);
    if (json === undefined) throw notKubernetes(status, this.#requester.asked(sending));
    return { json, body };
  }

  async getText(path: string, options: RequestOptions = {}): Promise<string> {
    const sending: Sending = { method: "GET", path, accept: "*/*", ...signalOf(options) };
    return (await this.#requester.send(sending)).body.toString("utf8");
  }

  async get(ref: ObjectRef, options: RequestOptions = {}): Promise<KubeObject | undefined> {
    const path = objectPath(ref);
    const sending: Sending = { method: "GET", path, object: ref, ...signalOf(options) };
    const answer = await this.#requester.send(sending, [404]);
    return answer.status === 404 ? undefined : this.#storedOf(answer, sending, ref);
  }

  async list(kind: Kind, options: ListOptions = {}): Promise<ObjectList> {
    const reading = new ListReading({ limits: LIMITS, kept: this.#requester.kept });
    for (;;) {
      const sending: Sending = {
        method: "GET",
        path: `${collectionPath(kind)}?${selection(options, { limit: String(PAGE), continue: reading.next })}`,
        headers: { "Accept-Encoding": "gzip" },
        ...metadataAccept(options, "PartialObjectMetadataList"),
        ...signalOf(options),
      };
      const answer = await this.#requester.send(sending, reading.next === undefined ? [] : [410]);
      const page = answer.status === 410 ? "gone" : this.#pageOf(answer, sending, kind);
      const verdict =
        page === "gone" || options.keep === undefined
          ? reading.take(page, answer.body.length)
          : takeKept(reading, page, options.keep);
      if (verdict.kind === "whole") return verdict.list;
      if (verdict.kind === "endless") throw endless(this.#requester.asked(sending), verdict.why);
      if (verdict.kind === "again")
        await this.#clock.sleep(pauseAfter(verdict.times, Math.random()), options.signal);
      options.signal?.throwIfAborted();
    }
  }

  async may(request: AccessRequest, options: RequestOptions = {}): Promise<boolean> {
    const review = { apiVersion: "authorization.k8s.io/v1", kind: "SelfSubjectAccessReview" };
    const sending: Sending = {
      method: "POST",
      path: `/apis/${review.apiVersion}/selfsubjectaccessreviews`,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...review, spec: { resourceAttributes: request } }),
      ...signalOf(options),
    };
    const answer = await this.#requester.send(sending);
    const json = jsonOf(answer.body);
    const status = isMap(json) ? json["status"] : undefined;
    if (isMap(status) && typeof status["allowed"] === "boolean") return status["allowed"];
    throw notKubernetes(answer.status, this.#requester.asked(sending));
  }

  async apply(object: KubeObject, options: ApplyOptions = {}): Promise<ApplyResult> {
    const ref = refOf(object);
    this.#learned(object);
    const query = new URLSearchParams({ fieldManager: FIELD_MANAGER, fieldValidation: "Strict" });
    if (options.dryRun === true) query.set("dryRun", "All");
    if (options.force === true) query.set("force", "true");
    const sending: Sending = {
      method: "PATCH",
      path: `${objectPath(ref)}?${query.toString()}`,
      headers: { "Content-Type": "application/apply-patch+yaml" },
      body: JSON.stringify(object),
      object: ref,
      ...signalOf(options),
    };
    const answer = await this.#requester.send(sending, [409]);
    if (answer.status === 409) return this.#conflictOf(answer, sending);
    return {
      kind: "applied",
      object: this.#objectOf(answer, sending),
      created: answer.status === 201,
      warnings: warningsOf(answer).map((text) => this.#secrets.redact(text)),
    };
  }

  watch(
    kind: Kind,
    options: ListOptions & { readonly signal: AbortSignal },
  ): AsyncIterable<WatchEvent> {
    const watched: Sending = { method: "GET", path: collectionPath(kind) };
    const events = watchObjects({
      list: () => this.list(kind, options),
      tooLarge: () =>
        unanswered(new ConnectionFailure("too-large", "event"), this.#requester.asked(watched)),
      open: (resourceVersion) => {
        const watching = {
          watch: "1",
          resourceVersion,
          allowWatchBookmarks: "true",
          timeoutSeconds: String(WATCH_SECONDS),
        };
        return this.#requester.stream({
          method: "GET",
          path: `${collectionPath(kind)}?${selection(options, watching)}`,
          ...metadataAccept(options, "PartialObjectMetadata"),
          signal: options.signal,
        });
      },
      kind,
      clock: this.#clock,
      signal: options.signal,
      ...(this.#watchSilence === undefined ? {} : { silence: this.#watchSilence }),
    });
    return this.#learning(events);
  }

  async *#learning(events: AsyncIterable<WatchEvent>): AsyncGenerator<WatchEvent> {
    for await (const event of events) {
      this.#learned(event.object);
      yield event;
    }
  }

  /** Nobody gets a Secret from here whose values are not known as secrets. */
  #learned(object: KubeObject, asked = object.kind): KubeObject {
    if (asked === "Secret") keepSecret(object, this.#secrets);
    return object;
  }

  #objectOf(answer: HttpAnswer, sending: Sending): KubeObject {
    const object = this.#checked(answer, sending, checkedObject(jsonOf(answer.body)));
    return this.#learned(object, sending.object?.kind);
  }

  /** The object that was asked for, as the server keeps it. */
  #storedOf(answer: HttpAnswer, sending: Sending, ref: ObjectRef): KubeObject {
    const object = this.#checked(answer, sending, checkedStored(this.#objectOf(answer, sending)));
    const { kind, name } = refOf(object);
    if (kind === ref.kind && name === ref.name) return object;
    return this.#checked(answer, sending, new Misshapen("it is another object"));
  }

  #pageOf(answer: HttpAnswer, sending: Sending, kind: Kind): Page {
    const json = jsonOf(answer.body);
    const items = isMap(json) ? (json["items"] ?? []) : undefined;
    const metadata = isMap(json) ? json["metadata"] : undefined;
    if (!isList(items) || !isMap(metadata))
      throw notKubernetes(answer.status, this.#requester.asked(sending));
    return {
      items: items.map((item) =>
        this.#learned(this.#checked(answer, sending, checkedObject(item, kind))),
      ),
      resourceVersion: textOf(metadata, "resourceVersion") ?? "",
      next: textOf(metadata, "continue"),
    };
  }

  #checked(answer: HttpAnswer, sending: Sending, object: KubeObject | Misshapen): KubeObject {
    if (!(object instanceof Misshapen)) return object;
    throw notKubernetes(answer.status, this.#requester.asked(sending), object.why);
  }

  /** A 409 is an answer to us where other managers own fields; otherwise the object is not the one we meant. */
  #conflictOf(answer: HttpAnswer, sending: Sending): ApplyResult {
    const conflicts = statusOf(answer)
      .causes.filter((cause) => cause.reason === "FieldManagerConflict")
      .map(({ field, message }) => ({ field: field ?? "", message: message ?? "" }))
      .map((conflict) => mapStrings(conflict, (text) => this.#secrets.redact(text)));
    if (conflicts.length === 0) throw refused(answer, this.#requester.asked(sending));
    const lost = answer.uncertain === true ? { uncertain: true as const } : {};
    return { kind: "conflict", conflicts, ...lost };
  }
}

function takeKept(reading: ListReading, page: Page, keep: NonNullable<ListOptions["keep"]>) {
  const items = page.items.flatMap((item) => keep(item) ?? []);
  return reading.take({ ...page, items }, JSON.stringify(items).length);
}

function textOf(map: JsonMap, key: string): string | undefined {
  const value = map[key];
  return typeof value === "string" && value !== "" ? value : undefined;
}

function selection(
  { labelSelector, fieldSelector }: ListOptions,
  more: { readonly [name: string]: string | undefined },
): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ labelSelector, fieldSelector, ...more }))
    if (value !== undefined) query.set(name, value);
  return query.toString();
}

/** No plain JSON as a second choice: a server that does not know the metadata form must not send whole Secrets. */
function metadataAccept(
  { metadataOnly }: ListOptions,
  as: "PartialObjectMetadata" | "PartialObjectMetadataList",
): Pick<Sending, "accept"> {
  return metadataOnly === true ? { accept: `application/json;as=${as};g=meta.k8s.io;v=v1` } : {};
}

function signalOf({ signal }: RequestOptions): Pick<Sending, "signal"> {
  return signal === undefined ? {} : { signal };
}
