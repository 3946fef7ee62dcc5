import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { positionAt, sourceOf } from "../../src/diagnostics/source.ts";
import { parseMeshFile } from "../../src/mesh/parse.ts";

const PATCHED = `apiVersion: meshplan/v1
mesh: mesh1
istio:
  version: 1.31.0
clusters:
  cluster1:
    network: network1
    patches:
      - target:
          kind: Deployment
          name: istiod
        patch:
          spec:
            template:
              spec:
                containers:
                  - name: discovery
                    env:
                      - name: X
                        value: "1"
                      - name: Y
                        value: "2"
  cluster2: { network: network2, primary: cluster1 }
`;
const TEXTS = [
  PATCHED,
  ...["mixed", "revisioned", "argo-cd"].map((name) =>
    readFileSync(new URL(`../../examples/${name}/mesh.yaml`, import.meta.url), "utf8"),
  ),
];

/** The lines with MP0103 in a text, from 0, and how each says to indent it. */
function faults(text: string): ReadonlyMap<number, string> {
  const source = sourceOf("mesh.yaml", text);
  return new Map(
    parseMeshFile(source).diagnostics.flatMap(({ code, at, help }) =>
      code === "MP0103" && at !== undefined
        ? [[positionAt(source, at.start).line - 1, help] as const]
        : [],
    ),
  );
}

function indented(text: string, line: number, by: number): string {
  const lines = text.split("\n");
  lines[line] = " ".repeat(by) + (lines[line] ?? "").trimStart();
  return lines.join("\n");
}

test("a line that is indented as its help says is right, whichever of the places it takes", () => {
  let tried = 0;
  for (const text of TEXTS)
    for (const [line, whole] of text.split("\n").entries()) {
      const own = whole.length - whole.trimStart().length;
      for (const by of [-2, -1, 1, 2].map((step) => own + step)) {
        if (by < 0 || whole.trim() === "") continue;
        const [[place, help] = [-1, ""]] = faults(indented(text, line, by));
        const offers = [...help.matchAll(/by (\d+)/g)].map(([, count]) => Number(count));
        for (const offer of offers) {
          tried += 1;
          const mended = indented(indented(text, line, by), place, offer);
          if (faults(mended).has(place)) expect.fail(`line ${String(place + 1)} of\n${mended}`);
        }
      }
    }
  expect(tried).toBeGreaterThan(50);
});
