import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonMap, KubeObject } from "../../src/kube/object.ts";
import type { ManifestRequest } from "../../src/planner/render-requests.ts";
import { mapOf, textOf } from "../../src/report/json-parts.ts";
import { planView } from "../../src/report/plan-view.ts";
import type { RiskView } from "../../src/report/view.ts";
import { renderedPlan } from "./outline-plan.ts";
import { RECORDED, recorded, type RecordedMesh } from "./recorded.ts";

const TEXT = "says what no plain Istio 1.31, no value and no patch of the file does";
const UNREADABLE = "is no one YAML document, so nobody can tell what istiod reads in it";

const MESH = RECORDED.injector;
const PLAIN = recorded("injector");

/** What a renderer makes that puts other texts into one ConfigMap of Istio's. */
function tampered(
  name: string,
  texts: (data: JsonMap) => JsonMap,
): (request: ManifestRequest) => readonly KubeObject[] {
  return (request) =>
    PLAIN(request).map((object) =>
      object.kind === "ConfigMap" && object.metadata.name === name
        ? { ...object, data: { ...mapOf(object["data"]), ...texts(mapOf(object["data"])) } }
        : object,
    );
}

function foundIn(text: string, render: (request: ManifestRequest) => readonly KubeObject[]) {
  const view = planView(renderedPlan(text, render), "0.1.0");
  const isOfTexts = ({ text: said }: RiskView): boolean => [TEXT, UNREADABLE].includes(said);
  return { ...view, risks: view.risks.filter(isOfTexts) };
}

const withLine = (key: string, line: string) => (data: JsonMap) => ({
  [key]: `${textOf(data[key])}\n${line}`,
});

describe("a text that istiod reads", () => {
  test.each(Object.keys(RECORDED) as RecordedMesh[])("is plain in a real render: %s", (name) => {
    expect(foundIn(RECORDED[name], recorded(name)).risks).toEqual([]);
  });

  test.each([
    [
      "istio",
      "mesh",
      "extensionProviders: [{ name: evil }]",
      'mesh extensionProviders.0.name "evil"',
      "trust",
    ],
    ["istio", "meshNetworks", "other: { a: 1 }", "meshNetworks other.a 1", "traffic"],
    ["istio-sidecar-injector", "config", "  own: 'a: 1'", 'config templates.own "a: 1"', "access"],
    ["istio-sidecar-injector", "other", "a", 'other "a"', "access"],
  ] as const)("tells of %s what a renderer adds to %s", (name, key, line, told, risk) => {
    const { risks, summary } = foundIn(MESH, tampered(name, withLine(key, line)));
    expect(risks[0]).toMatchObject({ topic: "objects", text: TEXT, risk });
    expect(risks[0]?.subject).toBe(`ConfigMap ${name}, ${told}`);
    expect(summary.risk).not.toBe("none");
  });

  test.each([
    [
      "a merge key that replaces what stands there",
      "istio",
      "mesh",
      "<<: { trustDomain: evil.example }",
    ],
    [
      "a merge key in the templates",
      "istio-sidecar-injector",
      "config",
      "<<: { templates: { sidecar: x } }",
    ],
    ["an octal number", "istio", "mesh", "statusPort: 015020"],
    ["a number with underscores", "istio", "mesh", "statusPort: 1_5020"],
    ["a tag", "istio", "mesh", "trustDomain2: !!binary ZXZpbA=="],
    ["a word of YAML 1.1", "istio", "mesh", "enableTracing: yes"],
  ])("is told where Go reads it otherwise: %s", (_, name, key, line) => {
    const { risks } = foundIn(MESH, tampered(name, withLine(key, line)));
    expect(risks.map(({ text }) => text)).toContain(UNREADABLE);
  });

  test("of the cni is the file's under the name of its value alone", () => {
    const file = RECORDED.ambient.replace(
      "clusters:",
      "defaults: { values: { cni: { repair: { labelPods: true } } } }\nclusters:",
    );
    const plain = recorded("ambient");
    const told = (texts: JsonMap): readonly string[] =>
      foundIn(file, (request) =>
        plain(request).map((one) =>
          one.metadata.name === "istio-cni-config"
            ? { ...one, data: { ...mapOf(one["data"]), ...texts } }
            : one,
        ),
      ).risks.map(({ subject }) => subject);
    expect(told({ REPAIR_LABEL_PODS: "true" })).toEqual([]);
    expect(told({ REPAIR_DELETE_PODS: "true" })).toEqual([
      "ConfigMap istio-cni-config, REPAIR_DELETE_PODS true",
    ]);
    expect(told({ NEW: "true" })).toEqual(["ConfigMap istio-cni-config, NEW true"]);
  });

  test("tells every value that a renderer puts where a plain one has another", () => {
    const path = fc.constantFrom(
      ...["caAddress", "hub", "pilotCertProvider", "trustBundleName"].map((key) => key),
    );
    fc.assert(
      fc.property(path, fc.stringMatching(/^[a-z]{6,9}\.example$/), (key, value) => {
        const values = (data: JsonMap): JsonMap => {
          const { global } = JSON.parse(textOf(data["values"])) as { readonly global: JsonMap };
          return { values: JSON.stringify({ global: { ...global, [key]: value } }) };
        };
        const { risks } = foundIn(MESH, tampered("istio-sidecar-injector", values));
        expect(risks.map(({ subject }) => subject)).toContainEqual(
          expect.stringContaining(`values global.${key} "${value}"`),
        );
      }),
      { numRuns: 20 },
    );
  });

  test("shows every line that a renderer adds to a template, however long it is", () => {
    const template = `    - name: evil\n${"    # a\n".repeat(100)}    last: line`;
    const config = { config: `templates:\n  sidecar: |\n${template}\n` };
    const [found] = foundIn(
      MESH,
      tampered("istio-sidecar-injector", () => config),
    ).risks;
    expect(found?.subject).toContain('config templates.sidecar "- name: evil", "# a"');
    expect(found?.subject.split('"# a"')).toHaveLength(101);
    expect(found?.subject).toMatch(/"last: line" \(the whole has sha256 [0-9a-f]{64}\)$/);
  });

  test.each(["a: 1\na: 2", "a: [", "--- a\n--- b", "a: !!binary aGk=", "a: *b"])(
    "tells that nobody can read %j",
    (mesh) => {
      const { risks } = foundIn(
        MESH,
        tampered("istio", () => ({ mesh })),
      );
      expect(risks).toContainEqual(
        expect.objectContaining({ text: UNREADABLE, subject: "ConfigMap istio, mesh" }),
      );
    },
  );

  test("is told although an address that is not known yet stands in it", () => {
    const line = "evil: https://192.0.2.1/";
    const { risks } = foundIn(MESH, tampered("istio", withLine("mesh", line)));
    expect(risks.filter(({ clusters }) => clusters.includes("cluster2"))).toContainEqual(
      expect.objectContaining({
        subject: 'ConfigMap istio, mesh evil "https://(known after apply)/"',
      }),
    );
  });

  test.each(["\u2028", "\u2029", "\u0085", "\r"])(
    "is told where a comment ends for istiod at %j, and not for us",
    (end) => {
      const hidden = `# end${end}extensionProviders:${end}- name: evil\n`;
      const render = tampered("istio", (data) => ({ mesh: `${textOf(data["mesh"])}\n${hidden}` }));
      expect(foundIn(MESH, render).risks.map(({ text }) => text)).toContain(UNREADABLE);
    },
  );

  test("is not told where the file writes the value", () => {
    const values = `values: { meshConfig: { extensionProviders: [{ name: evil }] } }`;
    const written = MESH.replaceAll(/network: network\d/g, (one) => `${one}, ${values}`);
    const render = tampered(
      "istio",
      withLine("mesh", "extensionProviders: [{ name: evil }]\naccessLogFile: /dev/stdout"),
    );
    expect(foundIn(written, render).risks.map(({ subject }) => subject)).toEqual([
      'ConfigMap istio, mesh accessLogFile "/dev/stdout"',
    ]);
  });

  test.each([
    [
      "meshConfig: { accessLogFile: /dev/stdout }",
      "accessLogFile: /tmp/x",
      'accessLogFile "/tmp/x"',
    ],
    [
      "meshConfig: { extensionProviders: [{ name: a, zipkin: { service: b.example, port: 1 } }] }",
      "extensionProviders: [{ name: a, zipkin: { service: evil.example, port: 1 } }]",
      'extensionProviders.0.zipkin.service "evil.example"',
    ],
    [
      "global: { proxy: { tracer: zipkin } }",
      "  tracing: { zipkin: { address: evil.example } }",
      'defaultConfig.tracing.zipkin.address "evil.example"',
    ],
  ])("is told where it is not what the file writes there", (values, line, told) => {
    const written = MESH.replaceAll(
      /network: network\d/g,
      (one) => `${one}, values: { ${values} }`,
    );
    const render = tampered("istio", (data) => {
      const mesh = textOf(data["mesh"]);
      return {
        mesh: line.startsWith(" ")
          ? mesh.replace("defaultConfig:\n", `defaultConfig:\n${line}\n`)
          : `${mesh}\n${line}`,
      };
    });
    const subjects = foundIn(written, render).risks.map(({ subject }) => subject);
    expect(subjects).toContain(`ConfigMap istio, mesh ${told}`);
  });

  test("is not compared where no plain Istio of the minor is known", () => {
    const old = MESH.replace("1.31.0", "1.30.0");
    const render = tampered("istio", withLine("mesh", "evil: true"));
    expect(foundIn(old, render).risks).toEqual([]);
  });
});
