import { ApiError } from "../kube/api-error.ts";
import { groupOf } from "../kube/kinds.ts";
import { isList, isMap, type JsonMap, type KubeObject } from "../kube/object.ts";
import { builtinSchema } from "../kube/schema/builtin.ts";
import { customErrors } from "../kube/schema/custom-validation.ts";
import { definedSchema, OpenApiDocument } from "../kube/schema/openapi.ts";
import type { Schema } from "../kube/schema/schema.ts";
import { type ShapeProblem, shapeProblems } from "../kube/schema/shape-problems.ts";
import type { ClusterReader } from "../ports.ts";

/** What is known of a kind: its types, and the schema of a custom one, which also holds values against forms and bounds. */
interface KindSchema {
  readonly types: Schema;
  readonly custom?: JsonMap;
}

/**
 * Judges objects that no dry run can judge, because their namespace or their kind is still to come, or for want of the right: by
 * what the API server says of its kinds in `/openapi/v3`, and by the definitions that come with the plan.
 *
 * Knows the shape of objects only. What a server finds by validation, defaults, quotas or webhooks it says at apply. What cannot be
 * read is not judged: a plan never fails for it. One is for one plan: a document is read once for all servers that name it by its
 * own SHA-512. One that is something else says nothing about any server but the one that sent it.
 *
 * Source: k8s.io/kube-openapi pkg/handler3/handler.go, computeETag.
 */
export class SchemaJudge {
  readonly #indexes = new Map<ClusterReader, Promise<JsonMap>>();
  /** By cluster and URL, and by hash where any cluster may have it. */
  readonly #documents = new Map<string, Promise<ReadDocument>>();
  readonly #defined = new Map<JsonMap, Schema>();

  /** `definitions`: the CustomResourceDefinitions that the plan has for this cluster. */
  async problemsOf(
    client: ClusterReader,
    object: KubeObject,
    definitions: readonly KubeObject[],
  ): Promise<readonly ShapeProblem[]> {
    // Its values stand in no message.
    if (object.kind === "Secret") return [];
    const known = this.#planned(object, definitions) ?? (await this.#served(client, object));
    if (known === undefined) return [];
    const problems = shapeProblems(object, known.types);
    if (problems.length > 0 || known.custom === undefined) return problems;
    return customErrors(object, known.custom).map(({ field, message }) => ({
      steps: [field],
      text: `is refused: ${message}`,
    }));
  }

  /** A definition of the plan is newer than the one that the server has. */
  #planned(object: KubeObject, definitions: readonly KubeObject[]): KindSchema | undefined {
    const custom = definitions.flatMap((one) => versionOf(one, object)).at(0);
    if (custom === undefined) return undefined;
    const types = this.#defined.get(custom) ?? definedSchema(custom, builtinSchema("ObjectMeta"));
    this.#defined.set(custom, types);
    return { types, custom };
  }

  async #served(client: ClusterReader, object: KubeObject): Promise<KindSchema | undefined> {
    const { apiVersion, kind } = object;
    const group = groupOf(apiVersion);
    const version = group === "" ? apiVersion : apiVersion.slice(group.length + 1);
    const document = await this.#document(client, `${group === "" ? "api" : "apis"}/${apiVersion}`);
    const types = document?.kind({ group, version, kind });
    const custom = document?.customKind({ group, version, kind });
    if (types === undefined) return undefined;
    return custom === undefined ? { types } : { types, custom };
  }

  async #document(client: ClusterReader, path: string): Promise<OpenApiDocument | undefined> {
    const entry = (await this.#index(client))[path];
    const url = isMap(entry) ? entry["serverRelativeURL"] : undefined;
    if (typeof url !== "string" || !DOCUMENT.test(url)) return undefined;
    const hash = HASH.exec(url)?.[1]?.toLowerCase();
    const shared = hash === undefined ? undefined : this.#documents.get(hash);
    if (shared !== undefined) {
      const { document, sha512 } = await shared;
      if (sha512 === hash) return document;
    }
    const own = `${client.cluster} ${url}`;
    const known = this.#documents.get(own) ?? readDocument(client, url);
    this.#documents.set(own, known);
    if (hash !== undefined) this.#documents.set(hash, known);
    return (await known).document;
  }

  #index(client: ClusterReader): Promise<JsonMap> {
    const known = this.#indexes.get(client) ?? readIndex(client);
    this.#indexes.set(client, known);
    return known;
  }
}

/** SHA-512. */
const HASH = /\?hash=([0-9a-f]{128})$/i;

const INDEX = "/openapi/v3";
/** What a server may name for a document: a path below the index, and nothing that leads elsewhere with our credential. */
const DOCUMENT = /^\/openapi\/v3(?:\/(?!\.{1,2}(?:[/?]|$))[\w.-]+)+(?:\?hash=\w+)?$/;

async function readIndex(client: ClusterReader): Promise<JsonMap> {
  const index = await readable(client.getJson(INDEX));
  const paths = isMap(index) ? index["paths"] : undefined;
  return isMap(paths) ? paths : {};
}

interface ReadDocument {
  readonly document?: OpenApiDocument;
  readonly sha512?: string;
}

async function readDocument(client: ClusterReader, url: string): Promise<ReadDocument> {
  const read = await readable(client.getDocument(url));
  return read === undefined
    ? {}
    : { document: new OpenApiDocument(read.json), sha512: read.sha512 };
}

/** A server may have it switched off, keep it from this user, or fail to put it together. */
function readable<T>(request: Promise<T>): Promise<T | undefined> {
  return request.catch((error: unknown) => {
    if (error instanceof ApiError) return undefined;
    throw error;
  });
}

/** The schema of an object's kind and version in a CustomResourceDefinition. */
function versionOf({ spec }: KubeObject, { apiVersion, kind }: KubeObject): readonly JsonMap[] {
  if (!isMap(spec) || !isMap(spec["names"]) || spec["names"]["kind"] !== kind) return [];
  const { group, versions } = spec;
  if (typeof group !== "string" || !isList(versions)) return [];
  return versions.flatMap((version) => {
    const name = isMap(version) ? version["name"] : undefined;
    if (!isMap(version) || typeof name !== "string" || apiVersion !== `${group}/${name}`) return [];
    const schema = isMap(version["schema"]) ? version["schema"]["openAPIV3Schema"] : undefined;
    return isMap(schema) ? [schema] : [];
  });
}
