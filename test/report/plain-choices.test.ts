import { describe, expect, test } from "vitest";
import type { Json, KubeObject } from "../../src/kube/object.ts";
import type { ManifestRequest } from "../../src/planner/render-requests.ts";
import { planView } from "../../src/report/plan-view.ts";
import { SEED_TEXT } from "../planner/seed.ts";
import { renderedPlan } from "./outline-plan.ts";
import { RECORDED, recorded } from "./recorded.ts";

const PLAIN = recorded("primary-remote");
type Render = (request: ManifestRequest) => readonly KubeObject[];

/** What is told of a difference to a plain Istio, as the subject and the text of each. */
function toldOf(text: string, render: Render): readonly string[] {
  const { risks } = planView(renderedPlan(text, render), "0.1.0");
  return risks.flatMap(({ text: said, subject }) =>
    /^(says what no plain|differs from a plain|a plain Istio|not in a plain)/.test(said)
      ? [`${subject}: ${said}`]
      : [],
  );
}

const BY_NOBODY = "differs from a plain Istio 1.31, by no value and no patch of the file";
const GATEWAY = "Service istio-eastwestgateway";

/** A renderer that narrows the gateway's load balancer. */
const narrowing =
  (ranges: Json): Render =>
  (request) =>
    PLAIN(request).map((object) =>
      `${object.kind} ${object.metadata.name}` === GATEWAY
        ? {
            ...object,
            spec: { ...(object["spec"] as object), loadBalancerSourceRanges: ranges },
          }
        : object,
    );

/** A renderer that makes other texts of a plain Istio. */
const edited =
  (...edits: readonly (readonly [RegExp, string])[]): Render =>
  (request) =>
    PLAIN(request).map(
      (object) =>
        JSON.parse(
          edits.reduce((text, [from, to]) => text.replaceAll(from, to), JSON.stringify(object)),
        ) as KubeObject,
    );

/** A renderer that believes to be on another platform. */
const elsewhere = edited([/("name":"PLATFORM","value":)""/g, '$1"gke"']);

const withoutValidator: Render = (request) =>
  PLAIN(request).filter(({ metadata }) => metadata.name !== "istiod-default-validator");

const gateway = (settings: string): string =>
  SEED_TEXT.replaceAll(/(network: network\d)/g, `$1, gateway: ${settings}`);
const WITHOUT = SEED_TEXT.replace("version: 1.31.0", "version: 1.31.0\n  defaultValidator: false");
const values = (text: string): string =>
  SEED_TEXT.replace("clusters:", `defaults: { values: ${text} }\nclusters:`);

describe("what the file chooses decides which plain Istio is plain", () => {
  test("ranges that a renderer gives a load balancer are told where the file has none", () => {
    const told = toldOf(SEED_TEXT, narrowing(["6.6.6.0/24"]));
    expect(told).toEqual([
      'Service istio-eastwestgateway, spec.loadBalancerSourceRanges ["6.6.6.0/24"]: differs from a plain Istio 1.31, by no value and no patch of the file',
    ]);
  });

  test("ranges of the file are its own, in whichever order it lists them", () => {
    const text = gateway("{ allowFrom: [192.0.2.0/24, 10.0.0.0/8] }");
    expect(toldOf(text, PLAIN)).toEqual([]);
    // meshplan writes the file's over those of a renderer.
    expect(toldOf(text, narrowing(["6.6.6.0/24"]))).toEqual([]);
  });

  test("the settings of a platform that the file does not name are told", () => {
    expect(toldOf(SEED_TEXT, elsewhere).join("\n")).toContain(
      'env[name="PLATFORM"].value "gke": differs from a plain Istio 1.31, by no value',
    );
  });

  test("nor may a renderer leave out those of one that the file names", () => {
    expect(toldOf(values("{ global: { platform: gke } }"), PLAIN).join("\n")).toContain(
      'env[name="PLATFORM"].value',
    );
  });

  test("of a platform that is not known nothing follows", () => {
    expect(toldOf(values("{ global: { platform: my-own } }"), PLAIN)).toEqual([]);
  });

  test("several choices in one file are plain together, and none of them may be left out", () => {
    const render = recorded("chosen");
    expect(toldOf(RECORDED.chosen, render)).toEqual([]);
    for (const choice of [
      "  defaultValidator: false\n",
      'compatibilityVersion: "1.28", ',
      "global: { platform: openshift }",
    ])
      expect(toldOf(RECORDED.chosen.replace(choice, ""), render)).not.toEqual([]);
  });

  test("that a primary serves others is known from the file", () => {
    const alone = edited(
      [/\{"name":"EXTERNAL_ISTIOD","value":"true"\},/g, ""],
      [/(externalIstiod[\\"]+: )true/g, "$1false"],
    );
    expect(toldOf(SEED_TEXT, alone)).toEqual([
      `ConfigMap istio-sidecar-injector, data.values.global.externalIstiod false: ${BY_NOBODY}`,
      `Deployment istiod, spec.template.spec.containers[name="discovery"].env[name="EXTERNAL_ISTIOD"].value is not there: ${BY_NOBODY}`,
    ]);
  });

  test("the default metrics may be missing where the file leaves them out, and in no other primary with an istiod", () => {
    const silent = edited([/defaultProviders:\\n {2}metrics:\\n {2}- prometheus\\n/g, ""]);
    expect(toldOf(SEED_TEXT, silent)).toEqual([
      `ConfigMap istio, data.mesh.defaultProviders.metrics is not there: ${BY_NOBODY}`,
    ]);
    const without = values("{ telemetry: { enabled: false } }");
    expect(toldOf(without, silent)).toEqual([]);
    expect(toldOf(without, PLAIN).join("\n")).toContain('defaultProviders.metrics ["prometheus"]');
  });

  test("a label that one of meshplan's own objects alone has is told of any other", () => {
    const labelled: Render = (request) =>
      PLAIN(request).map((object) =>
        `${object.kind} ${object.metadata.name}` === "Service istiod"
          ? {
              ...object,
              metadata: {
                ...object.metadata,
                labels: { ...object.metadata.labels, "topology.istio.io/network": "network1" },
              },
            }
          : object,
      );
    expect(toldOf(SEED_TEXT, labelled).join("\n")).toContain("topology.istio.io/network");
  });

  test("the version of another revision is told", () => {
    const file = RECORDED.revised.replace("1.31.0 } }", "1.31.0 }, r2: { version: 1.31.1 } }");
    const first = recorded("revised");
    const ofSecond =
      (version: string): Render =>
      (request) =>
        request.for.endsWith("@r2")
          ? first({ ...request, for: request.for.replace("@r2", "@r1") as typeof request.for })
              .filter(({ metadata }) => !metadata.name.includes("tag"))
              .map(
                (one) =>
                  JSON.parse(
                    JSON.stringify(one)
                      .replaceAll(/\br1\b/g, "r2")
                      .replaceAll("1.31.0", version),
                  ) as KubeObject,
              )
          : first(request);
    const told = (version: string): readonly string[] =>
      toldOf(file, ofSecond(version)).filter((line) => line.includes("istiod-r2"));
    expect(told("1.31.1")).toEqual([]);
    expect(told("1.31.0").join("\n")).toContain("1.31.0");
  });

  test("an istiod for another cluster has that one's name, and none of the host's own", () => {
    const external = recorded("external");
    const named =
      (name: string): Render =>
      (request) =>
        external(request).map((object) =>
          object.kind === "Deployment"
            ? (JSON.parse(
                JSON.stringify(object).replaceAll(
                  /("name":"CLUSTER_ID","value":)"cluster\d"/g,
                  `$1"${name}"`,
                ),
              ) as KubeObject)
            : object,
        );
    const told = (name: string): readonly string[] => toldOf(RECORDED.external, named(name));
    expect(told("cluster2")).toEqual([]);
    expect(told("cluster1")).toEqual([
      'Deployment istiod, spec.template.spec.containers[name="discovery"].env[name="CLUSTER_ID"].value "cluster1": differs from a plain Istio 1.31, by no value and no patch of the file',
    ]);
  });

  test("the validator that the file leaves out, and no other, may be missing", () => {
    expect(toldOf(WITHOUT, withoutValidator)).toEqual([]);
    expect(toldOf(SEED_TEXT, withoutValidator)).toEqual([
      "ValidatingWebhookConfiguration istiod-default-validator: a plain Istio 1.31 has it in such a cluster; left out by no value of the file",
    ]);
    expect(toldOf(WITHOUT, PLAIN).join("\n")).toContain(
      "ValidatingWebhookConfiguration istiod-default-validator: a plain Istio 1.31 does not have it",
    );
  });

  test("nor may it be missing where a revision is the default one by its tag", () => {
    const revised = recorded("revised");
    const without: Render = (request) =>
      revised(request).filter(({ metadata }) => metadata.name !== "istiod-default-validator");
    expect(toldOf(RECORDED.revised, without)).toEqual([
      "ValidatingWebhookConfiguration istiod-default-validator: a plain Istio 1.31 has it in such a cluster; left out by no value of the file",
    ]);
    expect(toldOf(RECORDED.revised.replace(", default: r1", ""), revised).join("\n")).toContain(
      "ValidatingWebhookConfiguration istiod-default-validator: a plain Istio 1.31 does not have it",
    );
  });
});
