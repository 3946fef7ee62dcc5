import { describe, expect, test } from "vitest";
import { checkUp } from "../../src/observe/check-up.ts";
import { problemsOnce } from "../../src/planner/finding.ts";
import type { ClusterClient } from "../../src/ports.ts";
import { clusterOf } from "./fact-cluster.ts";

const client = (more: Partial<ClusterClient>): ClusterClient => ({
  ...clusterOf([]).client,
  may: () => Promise.resolve(true),
  ...more,
});

async function clock(ahead: number | undefined): Promise<string> {
  const { findings } = await checkUp(client({ ahead: () => ahead }), undefined);
  return findings
    .filter(({ about }) => about === "clock")
    .map(({ state, text }) => `${state}: ${text.split(":")[0] ?? ""}`)
    .join();
}

describe("the clock of a cluster", () => {
  test.each([
    [undefined, "unknown: the server does not say what time it is"],
    [0, "fine: as here"],
    [-60_000, "fine: as here"],
    [60_001, "wrong: cluster1 is 1 min ahead of this machine"],
    [-600_000, "wrong: cluster1 is 10 min behind this machine"],
  ])("that is %s ms ahead is %s", async (ahead, said) => {
    expect(await clock(ahead)).toBe(said);
  });
});

test("a server that nobody verifies, a plug-in and a proxy are told", async () => {
  const { findings } = await checkUp(
    client({ unverified: true, plugin: "aws", through: "the proxy http://p of HTTPS_PROXY" }),
    undefined,
  );
  expect(findings.map(({ state, text }) => `${state} ${text}`)).toEqual([
    "fine https://cluster1.example:6443: Kubernetes 1.35.4, logged in by the plug-in aws, through the proxy http://p of HTTPS_PROXY",
    "note nobody checks its certificate: insecure-skip-tls-verify",
    "unknown the server does not say what time it is",
    "fine those of an administrator",
  ]);
});

test("without a mesh nobody knows which rights are needed", async () => {
  const { findings } = await checkUp(client({ may: () => Promise.resolve(false) }), undefined);
  expect(findings.at(-1)).toMatchObject({ about: "rights", state: "unknown" });
});

test("many missing rights are counted", async () => {
  const requests = Array.from({ length: 9 }, (_, at) => ({
    verb: "get",
    group: "",
    resource: `things${String(at)}`,
  }));
  const wanted = { command: "meshplan apply", requests };
  const { findings } = await checkUp(client({ may: () => Promise.resolve(false) }), wanted);
  expect(findings.at(-1)).toMatchObject({
    state: "wrong",
    code: "MP0503",
    text: "its user may not get things0; get things1; get things2; get things3; get things4; get things5; and 3 more, as `meshplan apply` needs",
  });
});

test("one problem of several clusters is told once, with all of them", () => {
  const one = { about: "API server", state: "wrong", text: "x", nextSteps: [] } as const;
  expect(
    problemsOnce([
      { ...one, clusters: [] },
      { ...one, clusters: ["a"] },
      { ...one, clusters: ["b"] },
      { ...one, clusters: ["b"], text: "y" },
    ]).map(({ clusters }) => clusters),
  ).toEqual([["a", "b"], ["b"]]);
});
