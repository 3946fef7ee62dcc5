import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { positionAt, sourceOf } from "../../src/diagnostics/source.ts";
import { loadMesh } from "../../src/mesh/load.ts";
import { fuzzing, TIME } from "../fuzz/fuzzing.ts";

/** What is told of a file: `MP0401 2`, a code and its line. */
function told(text: string): readonly string[] {
  const source = sourceOf("mesh.yaml", text);
  return loadMesh(source, { directory: "/repo" }).diagnostics.map(({ code, at }) =>
    at === undefined ? code : `${code} ${String(positionAt(source, at.start).line)}`,
  );
}

/** A line of a right file, and lines of mistakes to put in its place, by the code that tells each. */
interface Line {
  readonly right: string;
  readonly wrong?: Readonly<Record<string, string>>;
}

const remote = (name: string, fields: string, wrong: Readonly<Record<string, string>>): Line => ({
  right: `  ${name}: { network: net-${name}, primary: p1${fields} }`,
  wrong: Object.fromEntries(
    Object.entries(wrong).map(([code, text]) => [code, text === "" ? "" : `  ${name}: ${text}`]),
  ),
});

/** Everything that one stage tells and another would stumble over: keys, types, values, texts, and what clusters are to each other. */
const FILE: readonly Line[] = [
  { right: "apiVersion: meshplan/v1", wrong: { MP0206: "apiVersion: meshplan/v2" } },
  {
    right: "mesh: mesh1",
    wrong: {
      MP0401: "mesh: Prod_Mesh",
      MP0201: "mehs: mesh1",
      MP0114: 'mesh: "mesh1',
      MP0103: "mesh mesh1",
      MP0111: "mesh: !secret mesh1",
    },
  },
  { right: "istio:" },
  {
    right: "  version: 1.31.0",
    wrong: { MP0205: "  version: 1.31", MP0301: '  version: "1.31"', MP0201: "  versoin: 1.31.0" },
  },
  {
    right: "  hub: registry.example.com/istio",
    wrong: {
      MP0203: "  hub: 5",
      MP0416: "  hub: registry.example.com/istio:1.31.0",
      MP0103: "  hub: registry: example",
      MP0104: "\thub: registry.example.com/istio",
    },
  },
  {
    right: "trust: { root: existing }",
    wrong: {
      MP0204: "trust: { root: exsting }",
      MP0202: "trust: { root: files }",
      MP0307: 'trust: { root: files, folder: "~/certs/{name}" }',
      MP0201: "trust: { root: existing, key: root.pem }",
    },
  },
  {
    right: "timeouts: { address: 20m }",
    wrong: {
      MP0302: "timeouts: { address: 10 minutes }",
      MP0203: "timeouts: { address: 10 }",
      MP0108: "timeouts: { address: *long }",
    },
  },
  {
    right: "metadata: { labels: { team: mesh } }",
    wrong: {
      MP0204: 'metadata: { labels: { "-team": mesh } }',
      MP0203: "metadata: mesh",
      MP0105: "metadata: { labels: { team: mesh, team: mash } }",
    },
  },
  { right: "clusters:", wrong: {} },
  {
    right: "  p1: { network: net-p1 }",
    wrong: { MP0401: "  p1: { network: Net_1 }", MP0103: "  p1: { network: net-p1 } }" },
  },
  {
    right: "  p2: { network: net-p2, gateway: { address: 34.75.71.237 } }",
    wrong: {
      MP0303: "  p2: { network: net-p2, gateway: { address: 34.75.71.237:443 } }",
      MP0201: "  p2: { network: net-p2, gateway: { replicas: 3 } }",
    },
  },
  remote("r1", "", {
    MP0201: "{ netwrok: net-r1, primary: p1 }",
    MP0203: "net-r1",
    MP0103: "{ network: net-r1, primary: p1",
    MP0105: "{ network: net-r1, network: net-1, primary: p1 }",
  }),
  remote("r2", "", {
    MP0402: "{ network: net-r2, primary: europe }",
    MP0406: "{ primary: p1 }",
    MP0108: "*remote",
    MP0113: "{ network: net-r2, primary: p1, <<: remote }",
  }),
  remote("r3", "", {
    MP0201: "{ network: net-r3, primry: p1 }",
    MP0203: "{ network: 5, primary: p1 }",
    MP0103: "{ network: .nan, primary: p1 }",
    MP0112: "{ network: net-r3, primary: p1, ? [primary] : p1 }",
  }),
  remote("r4", ", context: ctx-r4", { MP0204: '{ network: net-r4, primary: p1, context: "" }' }),
  remote("r5", ", apiServer: https://34.1.1.5:6443", {
    MP0306: "{ network: net-r5, primary: p1, apiServer: http://34.1.1.5:6443 }",
    MP0410: "{ network: net-r5, primary: p1, apiServer: https://localhost:6443 }",
    MP0311: "{ network: net-r5, primary: p1, apiServer: { tlsServerName: a b } }",
    MP0114: "{ network: net-r5, primary: p1, apiServer: 'https://34.1.1.5:6443 }",
  }),
  remote("r6", ", gateway: { allowFrom: [34.2.0.0/16] }", {
    MP0305: "{ network: net-r6, primary: p1, gateway: { allowFrom: [34.2.0.0] } }",
    MP0204: "{ network: net-r6, primary: p1, gateway: { type: LoadBalencer } }",
  }),
  remote("r7", ", kubeconfig: r7.conf", {
    MP0307: "{ network: net-r7, primary: p1, kubeconfig: ~/r7.conf }",
  }),
  remote("r8", "", {
    MP0407: "{ network: net-r8, primary: p1, context: p2 }",
    MP0404: "{ network: net-r8, primary: r8 }",
  }),
  remote("r9", "", { MP0403: "{ network: net-r9, primary: r10 }" }),
  remote("r10", "", {}),
];

const RIGHT = `${FILE.map(({ right }) => right).join("\n")}\n`;
const withMistakes = (mistakes: readonly Mistake[]): string =>
  `${FILE.map(({ right }, index) => mistakes.find((one) => one.index === index)?.text ?? right).join("\n")}\n`;

interface Mistake {
  readonly index: number;
  readonly code: string;
  readonly text: string;
}

const MISTAKES: readonly (readonly Mistake[])[] = FILE.map(({ wrong = {} }, index) =>
  Object.entries(wrong).map(([code, text]) => ({ index, code, text })),
);

/** Any number of mistakes, at most one a line. */
const planted: fc.Arbitrary<readonly Mistake[]> = fc
  .tuple(...MISTAKES.map((of) => fc.constantFrom(undefined, ...of)))
  .map((chosen) => chosen.filter((one) => one !== undefined));

describe("all problems at once", () => {
  test("the file is right without a mistake", () => {
    expect(told(RIGHT)).toEqual([]);
  });

  test.each(MISTAKES.flat())("one mistake is told alone: $code in $text", (mistake) => {
    expect(told(withMistakes([mistake]))).toEqual([`${mistake.code} ${String(mistake.index + 1)}`]);
  });

  test(
    "any mistakes are told in one run, and nothing else",
    () => {
      fc.assert(
        fc.property(planted, (mistakes) => {
          const wanted = mistakes.map(({ code, index }) => `${code} ${String(index + 1)}`);
          expect([...told(withMistakes(mistakes))].sort()).toEqual(wanted.sort());
        }),
        fuzzing(40),
      );
    },
    TIME,
  );
});
