import fc from "fast-check";
import { expect, test } from "vitest";
import { parseYaml, printYaml } from "../../../src/adapters/host/yaml.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import { rechecked } from "../../../src/util/printable.ts";
import { complaints, HOSTILE } from "../../hostile.ts";

const text = fc
  .array(
    fc.oneof(
      // What no encoding can say is refused where it is read.
      fc.constantFrom(
        ...HOSTILE.filter((one) => !one.endsWith("\ud800")),
        "\n",
        "\t",
        "# ",
        "'",
        '"',
      ),
      fc.string({ maxLength: 6 }),
    ),
    { maxLength: 4 },
  )
  .map((parts) => parts.join(""));

test("YAML holds nothing that is hidden or a command, and reads back as the same object", () => {
  fc.assert(
    fc.property(text, text, text, (key, value, item) => {
      const object = {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "x", annotations: { [key]: value } },
        data: { [value]: item, list: [item, { [item]: [key, value] }] },
      } as unknown as KubeObject;
      const yaml = printYaml(object);
      expect(complaints(yaml)).toEqual([]);
      expect(rechecked(yaml)).toBe(yaml);
      expect(parseYaml(yaml)).toEqual([JSON.parse(JSON.stringify(object))]);
    }),
  );
});

test("what hides nothing is printed as people write it", () => {
  const data = { script: "#!/bin/sh\nif true; then\n\techo ok\nfi\n", text: "ü → ✔ 中" };
  const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x" }, data };
  expect(printYaml(object as unknown as KubeObject)).toBe(`apiVersion: v1
kind: ConfigMap
metadata:
  name: x
data:
  script: |
    #!/bin/sh
    if true; then
    \techo ok
    fi
  text: ü → ✔ 中
`);
});
