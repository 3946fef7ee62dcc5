import { ApiError } from "../../src/kube/api-error.ts";
import { collectionPath, objectPath } from "../../src/kube/kinds.ts";
import { isList, isMap, type Json, type KubeObject, refOf } from "../../src/kube/object.ts";
import type { ApplyOptions, ApplyResult, ClusterClient, FieldConflict } from "../../src/ports.ts";
import { ApiFailure } from "../../src/embedded/kube/api-failure.ts";
import { type EmbeddedCluster, makeCluster } from "../../src/embedded/kube/cluster.ts";
import { Faults } from "../../src/embedded/kube/faults.ts";
import { route } from "../../src/embedded/kube/router.ts";
import { seedCluster } from "../../src/embedded/kube/seed-objects.ts";
import { TokenBook } from "../../src/embedded/kube/tokens.ts";
import type { Steps } from "./steps.ts";

interface Answer {
  readonly status: number;
  readonly body: Json;
}

/** A cluster without controllers and without a network. */
export function quietCluster(name: string, steps: Steps): EmbeddedCluster {
  const cluster = makeCluster({
    name,
    clock: { now: () => steps.wall, after: () => () => undefined },
    tokens: new TokenBook(),
    certificateAuthority: "",
    serviceNetwork: "10.96",
  });
  seedCluster(cluster);
  return cluster;
}

/** One request to the embedded server's router, at once. */
export function ask(
  cluster: EmbeddedCluster,
  method: string,
  path: string,
  body?: Json,
  contentType = "application/apply-patch+yaml",
): Answer {
  const url = new URL(path, "https://embedded");
  const request = {
    method,
    path: url.pathname,
    query: url.searchParams,
    contentType,
    accept: "application/json",
    userAgent: "meshplan/test",
    caller: { user: "admin", groups: ["system:masters"] },
    body: body === undefined ? "" : JSON.stringify(body),
  };
  try {
    const answer = route(cluster, request, { faults: new Faults(), forbid: false });
    if (answer.kind === "watch") throw new Error("internal: no watches here");
    return { status: answer.status, body: answer.body };
  } catch (error) {
    if (error instanceof ApiFailure) return { status: error.code, body: error.toStatus() };
    throw error;
  }
}

export interface EmbeddedClientOptions {
  readonly steps: Steps;
  /** The run that sends. */
  readonly owner?: string;
  /** Whether the answer to a write gets lost, so that the transport sends it again. */
  readonly losesAnswer?: () => boolean;
  /** The process has ended: whoever waits for an answer waits for ever. */
  readonly isDead?: () => boolean;
}

/** The transport in front of one embedded server, where each request waits for its turn. */
export function embeddedClient(
  cluster: EmbeddedCluster,
  { steps, owner, losesAnswer = () => false, isDead = () => false }: EmbeddedClientOptions,
): ClusterClient {
  const send = async (
    request: readonly [method: string, path: string, body?: Json],
    signal?: AbortSignal,
  ): Promise<Answer> => {
    const answer = await steps.turn(
      () => (isDead() ? undefined : ask(cluster, ...request)),
      signal,
      owner,
    );
    return answer ?? (await new Promise<never>(() => undefined));
  };
  return {
    cluster: cluster.name,
    context: cluster.name,
    server: `https://${cluster.name}.test`,
    shown: () => [],
    ahead: () => undefined,
    getDocument: () => Promise.reject(new Error("internal: not needed here")),
    getJson: async (path) => checked(await send(["GET", path]), `GET ${path}`, false).body,
    getText: () => Promise.reject(new Error("internal: not needed here")),
    get: async (ref, { signal } = {}) => {
      const path = objectPath(ref);
      const answer = await send(["GET", path], signal);
      return answer.status === 404
        ? undefined
        : (checked(answer, `GET ${path}`, false).body as KubeObject);
    },
    list: async (kind, { signal } = {}) => {
      const path = collectionPath(kind);
      const answer = await send(["GET", path], signal);
      const { body } =
        answer.status === 404 ? { body: { items: [] } } : checked(answer, path, false);
      const items = isMap(body) && isList(body["items"]) ? body["items"] : [];
      return { items: items as readonly KubeObject[], resourceVersion: "1" };
    },
    may: () => Promise.resolve(true),
    apply: (object, options = {}) => applied(object, options, send, losesAnswer),
    watch: () => {
      throw new Error("internal: not needed here");
    },
  };
}

async function applied(
  object: KubeObject,
  { dryRun = false, force = false, signal }: ApplyOptions,
  send: (request: [string, string, Json], signal?: AbortSignal) => Promise<Answer>,
  losesAnswer: () => boolean,
): Promise<ApplyResult> {
  const query = `fieldManager=meshplan&fieldValidation=Strict&force=${String(force)}${dryRun ? "&dryRun=All" : ""}`;
  const path = objectPath(refOf(object));
  const request: [string, string, Json] = ["PATCH", `${path}?${query}`, object];
  const uncertain = !dryRun && losesAnswer();
  if (uncertain) await send(request, signal);
  const answer = await send(request, signal);
  const conflicts = answer.status === 409 ? conflictsOf(answer.body) : [];
  if (conflicts.length > 0)
    return { kind: "conflict", conflicts, ...(uncertain ? { uncertain: true } : {}) };
  const { status, body } = checked(answer, `PATCH ${path}`, uncertain);
  return { kind: "applied", object: body as KubeObject, created: status === 201, warnings: [] };
}

function conflictsOf(body: Json): readonly FieldConflict[] {
  return causesOf(body)
    .filter(({ reason }) => reason === "FieldManagerConflict")
    .map(({ field = "", message = "" }) => ({ field, message }));
}

type Cause = { readonly reason?: string; readonly field?: string; readonly message?: string };

function causesOf(body: Json): readonly Cause[] {
  const details = isMap(body) && isMap(body["details"]) ? body["details"] : {};
  return (isList(details["causes"]) ? details["causes"] : []) as readonly Cause[];
}

function checked(answer: Answer, request: string, uncertain: boolean): Answer {
  const { status, body } = answer;
  if (status < 300) return answer;
  const message = isMap(body) && typeof body["message"] === "string" ? body["message"] : "";
  const api = {
    status,
    serverMessage: message,
    causes: causesOf(body),
    request,
    ...(uncertain ? { uncertain: true as const } : {}),
  };
  throw new ApiError("MP9112", message, api, { nextSteps: ["look at it"] });
}
