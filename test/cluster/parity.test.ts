import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Rig, startRig } from "../../rig/client.ts";
import { followGuide } from "../../rig/guide.ts";
import { listAt, mapAt, textAt } from "../../rig/json.ts";
import { kubectlRequests } from "../../rig/kubectl.ts";
import { ADMIN_USER } from "../../rig/users.ts";
import { VERSIONS } from "../../rig/versions.ts";
import { parseYaml } from "../../src/adapters/host/yaml.ts";
import type { Json } from "../../src/kube/object.ts";
import { PART_OF_LABEL } from "../../src/planner/names.ts";
import { type Meshplan, meshplanIn } from "./meshplan.ts";
import { type Difference, differencesOf, differenceText } from "./parity/differences.ts";
import { objectsOf } from "./parity/objects.ts";
import { parityPage } from "./parity/page.ts";
import { REASONS } from "./parity/reasons.ts";

const WEBHOOKS = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";
/** Four clusters and two installations: a minute on a machine that does nothing else. */
const BOTH_PAIRS_MILLISECONDS = 300_000;
const PAGE = "../../docs/parity.md";

describe("the clusters of meshplan's apply and of Istio's guide", () => {
  const rigs: Rig[] = [];
  let guided: Rig;
  let applied: Rig;
  let meshplan: Meshplan;
  let differences: readonly Difference[] = [];

  beforeAll(async () => {
    const start = async (): Promise<Rig> => {
      const rig = await startRig({ clusters: 2 });
      rigs.push(rig);
      return rig;
    };
    [guided, applied] = await Promise.all([start(), start()]);
    meshplan = meshplanIn(applied);
    const byGuide = followGuide(
      guided.place,
      () => undefined,
      kubectlRequests((n) => guided.api(n, ADMIN_USER)),
    );
    const [{ code, stdout, stderr }] = await Promise.all([
      meshplan("apply", "mesh.yaml", "--auto-approve"),
      byGuide,
    ]);
    expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
    differences = await differencesBetween(guided, applied);
  }, BOTH_PAIRS_MILLISECONDS);
  afterAll(async () => {
    meshplan.remove();
    await Promise.all(rigs.map((rig) => rig.down()));
  });

  test("differ in nothing that has no reason", () => {
    const unexplained = differences.filter(
      (difference) => !REASONS.some((reason) => reason.covers(difference)),
    );
    expect(unexplained.map(differenceText)).toEqual([]);
  });

  test("differ in something for every reason", () => {
    const idle = REASONS.filter((reason) => !differences.some((each) => reason.covers(each)));
    expect(idle.map(({ title }) => title)).toEqual([]);
  });

  test("differ as docs/parity.md says (npm run test:clusters -- parity -u)", async () => {
    const versions = `Istio ${VERSIONS.istio}, Kubernetes ${VERSIONS.kubernetes}.`;
    await expect(parityPage(versions, differences)).toMatchFileSnapshot(PAGE);
  });

  test.each([1, 2])(
    "inject the same pods in the same way: the guide by its default tag, meshplan by the injector (cluster%i)",
    async (n) => {
      const tag = await injectionOf(guided, n, "istio-revision-tag-default");
      expect(tag).toHaveLength(4);
      expect(await injectionOf(applied, n, "istio-sidecar-injector")).toEqual(tag);
    },
  );

  test("hold the remote secret that istioctl create-remote-secret prints for the same token", async () => {
    const create = ["istioctl", "create-remote-secret", "--context", "cluster2"];
    const { stdout } = await applied.run([...create, "--name", "cluster2", "-n", "istio-system"]);
    const printed = parseYaml(stdout)?.[0];
    const path = "/api/v1/namespaces/istio-system/secrets/istio-remote-secret-cluster2";
    const live = (await applied.api(1)("GET", path)).body;
    const kubeconfig = Buffer.from(textAt(live, "data", "cluster2") ?? "", "base64").toString();
    expect(kubeconfig).toBe(textAt(printed, "stringData", "cluster2"));
    const { [PART_OF_LABEL]: _, ...labels } = mapAt(live, "metadata", "labels");
    expect(labels).toEqual(mapAt(printed, "metadata", "labels"));
    expect(mapAt(live, "metadata", "annotations")).toEqual(
      mapAt(printed, "metadata", "annotations"),
    );
  });
});

async function differencesBetween(guided: Rig, applied: Rig): Promise<readonly Difference[]> {
  const found: Difference[] = [];
  for (const n of [1, 2]) {
    const [guide, meshplan] = await Promise.all([
      objectsOf(guided.api(n)),
      objectsOf(applied.api(n)),
    ]);
    found.push(...differencesOf(`cluster${n}`, guide, meshplan));
  }
  return found;
}

/** The webhooks of a configuration; the CA is another one in every mesh. */
async function injectionOf(rig: Rig, n: number, name: string): Promise<readonly Json[]> {
  const { body } = await rig.api(n)("GET", `${WEBHOOKS}/${name}`);
  return listAt(body, "webhooks").map((webhook) => {
    const { caBundle, ...clientConfig } = mapAt(webhook, "clientConfig");
    expect(caBundle).toEqual(expect.any(String));
    return { ...mapAt(webhook), clientConfig };
  });
}
