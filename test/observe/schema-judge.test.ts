import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { ApiError } from "../../src/kube/api-error.ts";
import type { Json, KubeObject } from "../../src/kube/object.ts";
import { SchemaJudge } from "../../src/observe/schema-judge.ts";
import type { ClusterReader, HashedJson } from "../../src/ports.ts";

const DEPLOYMENT: KubeObject = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "a", namespace: "b" },
  spec: { replicas: "two" },
};
const DOCUMENT: Json = {
  components: {
    schemas: {
      "io.k8s.api.apps.v1.Deployment": {
        type: "object",
        properties: {
          apiVersion: { type: "string" },
          kind: { type: "string" },
          metadata: { type: "object" },
          spec: { allOf: [{ $ref: "#/components/schemas/io.k8s.api.apps.v1.DeploymentSpec" }] },
        },
        "x-kubernetes-group-version-kind": [{ group: "apps", version: "v1", kind: "Deployment" }],
      },
      "io.k8s.api.apps.v1.DeploymentSpec": {
        type: "object",
        required: ["selector"],
        properties: { replicas: { type: "integer", format: "int32" } },
      },
    },
  },
};

interface Server {
  readonly client: ClusterReader;
  readonly asked: readonly string[];
}

const sha512 = (document: Json): string =>
  createHash("sha512").update(JSON.stringify(document)).digest("hex");
/** As API servers name it. */
const urlOf = (document: Json): string =>
  `/openapi/v3/apis/apps/v1?hash=${sha512(document).toUpperCase()}`;
const indexOf = (url: string): Json => ({ paths: { "apis/apps/v1": { serverRelativeURL: url } } });
const URL = urlOf(DOCUMENT);
const INDEX = indexOf(URL);

/** An API server that answers these paths; every other is refused. */
function server(answers: Readonly<Record<string, Json>>, name = "a"): Server {
  const asked: string[] = [];
  const getJson = (path: string): Promise<Json> => {
    asked.push(path);
    const answer = answers[path];
    if (answer !== undefined) return Promise.resolve(answer);
    const api = { status: 403, serverMessage: "no", request: `GET ${path}` };
    return Promise.reject(new ApiError("MP9110", "refused", api, { nextSteps: [] }));
  };
  const getDocument = async (path: string): Promise<HashedJson> => {
    const json = await getJson(path);
    return { json, sha512: sha512(json) };
  };
  const client = { cluster: name, server: "", getJson, getDocument } as unknown as ClusterReader;
  return { client, asked };
}

const said = async (one: Server, object: KubeObject, judge = new SchemaJudge()) =>
  (await judge.problemsOf(one.client, object, [])).map(
    ({ steps, text }) => `${steps.join(".")} ${text}`,
  );

const WRONG = ["spec.replicas is a text, and Kubernetes takes a whole number of 32 bits there"];

describe("the judge by schema", () => {
  test("reads a document once for all servers that have it, and an index of each", async () => {
    const judge = new SchemaJudge();
    const servers = ["a", "b"].map((name) =>
      server({ "/openapi/v3": INDEX, [URL]: DOCUMENT }, name),
    );
    for (const one of [...servers, ...servers])
      expect(await said(one, DEPLOYMENT, judge)).toEqual(WRONG);
    expect(servers.map(({ asked }) => asked)).toEqual([["/openapi/v3", URL], ["/openapi/v3"]]);
  });

  test("asks all servers at once, and reads once what they have alike", async () => {
    const judge = new SchemaJudge();
    const servers = ["a", "b", "c"].map((name) =>
      server({ "/openapi/v3": INDEX, [URL]: DOCUMENT }, name),
    );
    await Promise.all(servers.map(async (one) => await said(one, DEPLOYMENT, judge)));
    expect(servers.flatMap(({ asked }) => asked).filter((path) => path === URL)).toHaveLength(1);
  });

  test("takes a document that is not what its name says for nothing but the server that sent it", async () => {
    const judge = new SchemaJudge();
    const liar = server({ "/openapi/v3": INDEX, [URL]: { components: { schemas: {} } } }, "liar");
    const honest = ["b", "c"].map((name) =>
      server({ "/openapi/v3": INDEX, [URL]: DOCUMENT }, name),
    );
    expect(await said(liar, DEPLOYMENT, judge)).toEqual([]);
    for (const one of honest) expect(await said(one, DEPLOYMENT, judge)).toEqual(WRONG);
    expect(await said(liar, DEPLOYMENT, judge)).toEqual(WRONG);
    expect(honest.map(({ asked }) => asked.includes(URL))).toEqual([true, false]);
  });

  test("reads a document of each server where its URL does not tell what is in it", async () => {
    const judge = new SchemaJudge();
    const url = "/openapi/v3/apis/apps/v1";
    const index = indexOf(url);
    const other = { components: { schemas: {} } };
    const [a, b] = [DOCUMENT, other].map((document, number) =>
      server({ "/openapi/v3": index, [url]: document }, `cluster${String(number)}`),
    );
    if (a === undefined || b === undefined) throw new Error("two servers");
    expect(await said(a, DEPLOYMENT, judge)).toEqual(WRONG);
    expect(await said(b, DEPLOYMENT, judge)).toEqual([]);
  });

  test.each<[string, Readonly<Record<string, Json>>]>([
    ["refuses its schemas", {}],
    ["has no document of the group", { "/openapi/v3": { paths: {} } }],
    ["refuses the document", { "/openapi/v3": INDEX }],
    [
      "sends elsewhere for it",
      {
        "/openapi/v3": { paths: { "apis/apps/v1": { serverRelativeURL: "/api/v1/secrets" } } },
        "/api/v1/secrets": DOCUMENT,
      },
    ],
    ["answers with something else", { "/openapi/v3": [1], [URL]: "x" }],
  ])("says nothing where a server %s", async (_, answers) => {
    expect(await said(server(answers), DEPLOYMENT)).toEqual([]);
  });
  test("reads definitions that name each other thousands of times as far as anything of Kubernetes goes", async () => {
    const ref = (to: string): Json => ({ $ref: `#/components/schemas/${to}` });
    const chain = Array.from({ length: 20_000 }, (_, at): [string, Json] => [
      `io.k8s.api.c${String(at)}`,
      { type: "object", properties: { next: ref(`io.k8s.api.c${String(at + 1)}`) } },
    ]);
    const deployment: Json = {
      type: "object",
      properties: { spec: ref("io.k8s.api.c0") },
      "x-kubernetes-group-version-kind": [{ group: "apps", version: "v1", kind: "Deployment" }],
    };
    const schemas = { "io.k8s.api.apps.v1.Deployment": deployment, ...Object.fromEntries(chain) };
    const one = server({ "/openapi/v3": INDEX, [URL]: { components: { schemas } } });
    const object = { ...DEPLOYMENT, spec: { next: { next: "not a map" } } };
    expect(await said(one, object)).toContain(
      "spec.next.next is a text, and Kubernetes takes a mapping there",
    );
  });

  test.each([
    "/api/v1/secrets",
    "/openapi/v3/../../api/v1/secrets",
    "/openapi/v3/apis/apps/v1?hash=A\r\nX-Evil: 1",
    "/openapi/v3/..",
    "//elsewhere/openapi/v3/a",
    "/openapi/v3/a?hash=A&b=c",
  ])("asks for no document at %j", async (url) => {
    const index = { paths: { "apis/apps/v1": { serverRelativeURL: url } } };
    const one = server({ "/openapi/v3": index });
    expect(await said(one, DEPLOYMENT)).toEqual([]);
    expect(one.asked).toEqual(["/openapi/v3"]);
  });

  test.each<[string, Json]>([
    ["a text", "x"],
    ["definitions that are none", { components: { schemas: { a: 1, b: [null] } } }],
    [
      "a definition of itself",
      {
        components: {
          schemas: {
            a: {
              $ref: "#/components/schemas/a",
              "x-kubernetes-group-version-kind": [
                { group: "apps", version: "v1", kind: "Deployment" },
              ],
            },
          },
        },
      },
    ],
  ])("takes anything where the document is %s", async (_, document) => {
    const one = server({ "/openapi/v3": INDEX, [URL]: document });
    expect(await said(one, DEPLOYMENT)).toEqual([]);
  });

  test("does not look at Secrets", async () => {
    const one = server({});
    expect(await said(one, { ...DEPLOYMENT, kind: "Secret", apiVersion: "v1" })).toEqual([]);
    expect(one.asked).toEqual([]);
  });

  test("holds a custom object against the definition of the plan, forms and bounds too", async () => {
    const definition: KubeObject = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "things.example.com" },
      spec: {
        group: "example.com",
        names: { kind: "Thing" },
        versions: [
          {
            name: "v1",
            schema: {
              openAPIV3Schema: {
                type: "object",
                properties: {
                  spec: {
                    type: "object",
                    required: ["size"],
                    properties: {
                      size: { type: "integer", minimum: 1 },
                      free: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
                      port: { "x-kubernetes-int-or-string": true },
                    },
                  },
                },
              },
            },
          },
        ],
      },
    };
    const thing = (spec: Json): KubeObject => ({
      apiVersion: "example.com/v1",
      kind: "Thing",
      metadata: { name: "a", labels: { a: "b" } },
      spec,
    });
    const one = server({});
    const judged = async (spec: Json) =>
      (await new SchemaJudge().problemsOf(one.client, thing(spec), [definition])).map(
        ({ steps, text }) => `${steps.join(".")} ${text}`,
      );
    expect(await judged({ size: 1, free: { a: [1] }, port: "http" })).toEqual([]);
    expect(await judged({ size: 1, sise: 1 })).toEqual([
      "spec.sise is no field that this Kubernetes knows",
    ]);
    expect(await judged({ size: 0 })).toEqual([
      "spec.size is refused: Invalid value: 0: spec.size in body should be greater than or equal to 1",
    ]);
    expect(await judged({})).toEqual(["spec.size is refused: Required value"]);
    expect(one.asked).toEqual([]);
  });
});

describe("a definition whose Go type decodes itself", () => {
  const TYPES = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1";
  const ref = (name: string): Json => ({ $ref: `#/components/schemas/${TYPES}.${name}` });
  const of = server({
    "/openapi/v3": { paths: { "apis/apiextensions.k8s.io/v1": { serverRelativeURL: URL } } },
    [URL]: {
      components: {
        schemas: {
          [`${TYPES}.CustomResourceDefinition`]: {
            type: "object",
            properties: {
              apiVersion: { type: "string" },
              kind: { type: "string" },
              metadata: { type: "object" },
              spec: ref("JSONSchemaProps"),
            },
            "x-kubernetes-group-version-kind": [
              { group: "apiextensions.k8s.io", version: "v1", kind: "CustomResourceDefinition" },
            ],
          },
          [`${TYPES}.JSONSchemaProps`]: {
            type: "object",
            properties: {
              type: { type: "string" },
              maxLength: { type: "integer", format: "int64" },
              additionalProperties: ref("JSONSchemaPropsOrBool"),
              items: ref("JSONSchemaPropsOrArray"),
              dependencies: {
                type: "object",
                additionalProperties: ref("JSONSchemaPropsOrStringArray"),
              },
              rules: {
                type: "array",
                items: { type: "object", properties: { rule: { type: "string" } } },
                "x-kubernetes-list-type": "map",
                "x-kubernetes-list-map-keys": ["rule"],
              },
            },
          },
          [`${TYPES}.JSONSchemaPropsOrBool`]: { description: "a schema or a boolean" },
          [`${TYPES}.JSONSchemaPropsOrArray`]: { description: "a schema or a list of them" },
          [`${TYPES}.JSONSchemaPropsOrStringArray`]: { description: "a schema or texts" },
        },
      },
    },
  });
  const judged = (spec: Json) =>
    said(of, {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "a" },
      spec,
    });

  test.each([
    [{ additionalProperties: -1 }, "spec.additionalProperties is the number -1"],
    [{ additionalProperties: { type: -1 } }, "spec.additionalProperties.type is the number -1"],
    [
      { additionalProperties: { additionalProperties: [] } },
      "spec.additionalProperties.additionalProperties is a list",
    ],
    [{ items: [{ maxLength: "1" }] }, "spec.items.0.maxLength is a text"],
    [{ items: { items: { type: {} } } }, "spec.items.items.type is a mapping"],
    [{ dependencies: { a: [1] } }, "spec.dependencies.a.0 is the number 1"],
  ])("%j is read as the server does", async (spec, told) => {
    expect(await judged(spec as Json)).toEqual([expect.stringContaining(told)]);
  });

  test.each([
    { additionalProperties: true },
    { additionalProperties: { unknown: 1, type: "string", rules: [{}, {}] } },
    { items: { type: null } },
    { dependencies: { a: ["b"], c: { type: "string" } } },
  ])("%j is taken", async (spec) => {
    expect(await judged(spec as Json)).toEqual([]);
  });
});
