import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { programPath } from "../../rig/cache.ts";
import { mustRun } from "../../rig/command.ts";
import { primaryOperator, RENDER_OPTIONS, samplePath } from "../../rig/guide.ts";
import { mapAt } from "../../rig/json.ts";
import { VERSIONS } from "../../rig/versions.ts";
import { istioctlManifests } from "../../src/adapters/istioctl.ts";
import { ManifestParser } from "../../src/adapters/manifest-text.ts";
import { parseYaml } from "../../src/adapters/yaml.ts";
import { type JsonMap, type KubeObject, refOf, refText } from "../../src/kube/object.ts";
import type { Cluster } from "../../src/mesh/model.ts";
import type { Component } from "../../src/planner/action.ts";
import { gatewayOperator, ingressOperator } from "../../src/planner/operators/gateways.ts";
import { PART_OF_LABEL } from "../../src/planner/plan.ts";
import { temporaryFolder } from "../adapters/api-server.ts";
import { desiredOf, emptyCluster, meshOf } from "../planner/seed.ts";

/**
 * Istio's own samples for several clusters, of the version in rig/versions.ts, against what meshplan has in their place.
 * Whoever raises the version and finds a test red here reads in the difference what Istio changed.
 */
const SEED = readFileSync(
  fileURLToPath(new URL("../../examples/primary-remote-multi-network/mesh.yaml", import.meta.url)),
  "utf8",
);
const { mesh } = meshOf(SEED);
const [cluster] = mesh.clusters as readonly [Cluster];
const NETWORK = ["--network", cluster.network];

/** The objects of one component of cluster1, as the samples write theirs: in no namespace, and nobody's. */
function bareObjects(component: Component): readonly JsonMap[] {
  const actions = desiredOf(SEED, [emptyCluster("cluster1"), emptyCluster("cluster2")]);
  const action = actions.find((each) => each.id === `cluster1/${component}`);
  return (action?.objects ?? []).map(({ body }) => {
    const { namespace, labels, ...metadata } = body.metadata;
    const { [PART_OF_LABEL]: part, ...others } = labels ?? {};
    expect(namespace).toBe("istio-system");
    expect(part).toMatch(/^applyset-/);
    return { ...body, metadata: { ...metadata, ...(isEmpty(others) ? {} : { labels: others }) } };
  });
}

const isEmpty = (map: object): boolean => Object.keys(map).length === 0;

describe("the samples that expose something through the gateway", () => {
  test.each([
    ["expose-istiod.yaml", "expose-control-plane"],
    ["expose-services.yaml", "expose-services"],
  ] as const)("%s is what meshplan applies", (file, component) => {
    expect(bareObjects(component)).toEqual(parseYaml(readFileSync(samplePath(file), "utf8")));
  });
});

describe("gen-eastwest-gateway.sh", () => {
  test.each([
    ["without a revision", "", NETWORK],
    ["for a revision", "canary", [...NETWORK, "--revision", "canary"]],
  ])("%s prints the operator that meshplan renders, and it renders to the same", async (...row) => {
    const [, name, options] = row;
    const printed = await mustRun(samplePath("gen-eastwest-gateway.sh"), options);
    const revision = { name, version: VERSIONS.istio, at: mesh.istio.at };
    const operator = gatewayOperator(mesh, revision, cluster);
    expect(withoutRelease(operator)).toEqual(withoutNoRevision(mapAt(parseYaml(printed)?.[0])));
    expect(byName(await renderedOf(operator))).toEqual(byName(await renderedByHand(printed)));
  });
});

test("istio.ingress gives the ingress gateway of the default profile", async () => {
  const revision = { name: "", version: VERSIONS.istio, at: mesh.istio.at };
  const rendered = await renderedByHand(primaryOperator());
  const ofIngress = rendered.filter(({ metadata }) => metadata.name.startsWith("istio-ingress"));
  expect(ofIngress).not.toEqual([]);
  expect(byName(await renderedOf(ingressOperator(mesh, revision, cluster)))).toEqual(
    byName(ofIngress),
  );
});

/** meshplan writes into the operator what people give istioctl as options: which images. */
function withoutRelease(operator: JsonMap): JsonMap {
  const { hub, tag, ...spec } = mapAt(operator, "spec");
  expect({ hub, tag }).toEqual({ hub: "docker.io/istio", tag: VERSIONS.istio });
  return { ...operator, spec };
}

/** The script says `revision: ""` where meshplan says nothing. */
function withoutNoRevision(operator: JsonMap): JsonMap {
  const { revision, ...spec } = mapAt(operator, "spec");
  return { ...operator, spec: revision === "" ? spec : { ...spec, revision } };
}

async function renderedOf(operator: JsonMap): Promise<readonly KubeObject[]> {
  const istioctl = istioctlManifests({
    path: programPath("istioctl"),
    env: {},
    cacheDirectory: await temporaryFolder(),
  });
  const renderer = await istioctl.choose(VERSIONS.istio, { embedded: false });
  const [rendered] = await istioctl.render(renderer, [{ for: "cluster1/gateway", operator }]);
  return rendered?.objects ?? [];
}

/** What a person gets from the same istioctl. */
async function renderedByHand(operator: string): Promise<readonly KubeObject[]> {
  const generate = ["manifest", "generate", "-f", "-", ...RENDER_OPTIONS];
  const printed = await mustRun(programPath("istioctl"), generate, { input: operator });
  return new ManifestParser().parse(printed) ?? [];
}

function byName(objects: readonly KubeObject[]): { readonly [name: string]: KubeObject } {
  return Object.fromEntries(objects.map((object) => [refText(refOf(object)), object]));
}
