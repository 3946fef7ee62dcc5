import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { programPath } from "../../rig/cache.ts";
import { mustRun } from "../../rig/command.ts";
import { primaryOperator, RENDER_OPTIONS, samplePath } from "../../rig/guide.ts";
import { mapAt } from "../../rig/json.ts";
import { VERSIONS } from "../../rig/versions.ts";
import { ManifestParser } from "../../src/adapters/renderers/manifest-text.ts";
import { parseYaml } from "../../src/adapters/host/yaml.ts";
import { type JsonMap, type KubeObject, refOf, refText } from "../../src/kube/object.ts";
import type { Cluster } from "../../src/mesh/model.ts";
import { gatewayOperator } from "../../src/planner/components/gateway/operator.ts";
import { ingressOperator } from "../../src/planner/components/ingress/operator.ts";
import { PART_OF_LABEL } from "../../src/planner/names.ts";
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
function bareObjects(component: string, text: string = SEED): readonly JsonMap[] {
  const actions = desiredOf(text, [emptyCluster("cluster1"), emptyCluster("cluster2")]);
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

test("expose-istiod-rev.yaml.tmpl is what meshplan applies for a named revision", () => {
  const version = `version: ${VERSIONS.istio}`;
  const named = SEED.replace(version, `revisions: { canary: { ${version} } }`);
  const template = readFileSync(samplePath("expose-istiod-rev.yaml.tmpl"), "utf8");
  const sample = template.replaceAll("{{.Revision}}", "canary");
  expect(bareObjects("expose-control-plane", named)).toEqual(parseYaml(sample));
});

describe("gen-eastwest-gateway.sh", () => {
  test.each([
    ["without a revision", "", NETWORK],
    ["for a revision", "canary", [...NETWORK, "--revision", "canary"]],
  ])(
    "%s prints the operator that meshplan renders, and it renders to the same",
    async (_, name, options) => {
      const printed = await mustRun(samplePath("gen-eastwest-gateway.sh"), options);
      const revision = { name, version: VERSIONS.istio, at: mesh.istio.at };
      const operator = gatewayOperator(mesh, revision, cluster);
      expect(withoutRelease(operator)).toEqual(withoutNoRevision(mapAt(parseYaml(printed)?.[0])));
      expect(await rendered(JSON.stringify(operator))).toEqual(
        await rendered(printed, RENDER_OPTIONS),
      );
    },
  );
});

test("gen-eastwest-gateway.sh --ambient prints the Gateway that meshplan applies", async () => {
  const options = ["--ambient", "--network", "network1"];
  const printed = parseYaml(await mustRun(samplePath("gen-eastwest-gateway.sh"), options));
  const { namespace, ...metadata } = mapAt(printed, 0, "metadata");
  expect(namespace).toBe("istio-system");
  const ambient = `mode: ambient\ntrust: { root: existing }\n${SEED.replace("primary: cluster1", "")}`;
  const [{ spec, ...gateway } = {}] = bareObjects("gateway", ambient);
  // What istiod makes of a Gateway is meshplan's to add.
  const { infrastructure, ...rest } = mapAt(spec);
  expect(infrastructure).toEqual({ labels: { "topology.istio.io/network": "network1" } });
  expect([{ ...gateway, spec: rest }]).toEqual([{ ...mapAt(printed, 0), metadata }]);
});

test("istio.ingress gives the ingress gateway of the default profile", async () => {
  const revision = { name: "", version: VERSIONS.istio, at: mesh.istio.at };
  const all = await rendered(primaryOperator(), RENDER_OPTIONS);
  const gateway = Object.entries(all).filter(([name]) => name.includes("istio-ingressgateway"));
  expect(gateway).not.toEqual([]);
  expect(await rendered(JSON.stringify(ingressOperator(mesh, revision, cluster)))).toEqual(
    Object.fromEntries(gateway),
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

/** What the rig's istioctl makes of an operator. */
async function rendered(
  operator: string,
  options: readonly string[] = [],
): Promise<{ readonly [name: string]: KubeObject }> {
  const generate = ["manifest", "generate", "-f", "-", ...options];
  const printed = await mustRun(programPath("istioctl"), generate, { input: operator });
  const objects = new ManifestParser().parse(printed) ?? [];
  return Object.fromEntries(objects.map((object) => [refText(refOf(object)), object]));
}
