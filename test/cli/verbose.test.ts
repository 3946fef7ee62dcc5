import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Sandbox } from "../../src/embedded/istio/sandbox.ts";
import { openShell, type Shell, startClusters } from "./program.ts";

let sandbox: Sandbox;
let shell: Shell;
beforeAll(async () => {
  sandbox = await startClusters();
  shell = openShell(sandbox);
});
afterAll(async () => {
  shell.remove();
  await sandbox.close();
});

const LINE = /^debug: (cluster\d): ([A-Z]+) https:\/\/127\.0\.0\.1:\d+(\/\S*): (\w+), \d+ ms$/;

function requestsIn(stderr: string): readonly string[] {
  const found = stderr.split("\n").map((line) => LINE.exec(line));
  return found.flatMap((one) =>
    one === null ? [] : [`${one[1] ?? ""} ${one[2] ?? ""} ${path(one[3])}`],
  );
}
const path = (url = ""): string => url.split("?")[0] ?? "";

/** What the servers were asked since the last call. */
function asked(): readonly string[] {
  return sandbox.clusters.flatMap(({ name, requests }) =>
    requests
      .splice(0)
      .filter(({ userAgent }) => userAgent.startsWith("meshplan"))
      .map((one) => `${name} ${one.method} ${path(one.path)}`),
  );
}

describe("-v", () => {
  test("says every request that the servers get, on stderr, and leaves the result as it is", async () => {
    const { stdout: quiet } = await shell.meshplan("plan");
    asked();
    const { code, stdout, stderr } = await shell.meshplan("plan", "-v");
    expect({ code, stdout }).toEqual({ code: 0, stdout: quiet });
    const requests = asked();
    expect(requests.length).toBeGreaterThan(20);
    expect([...requestsIn(stderr)].sort()).toEqual([...requests].sort());
    expect(stderr).toMatch(
      /^debug: cluster1: context cluster1 leads to https:\/\/127\.0\.0\.1:\d+$/m,
    );
    expect(stderr).toContain(
      "debug: outline 1.31.0 renders Istio 1.31.0 (no istioctl was found)\n",
    );
    const others = stderr.split("\n").filter((line) => !/^(debug: .*)?$/.test(line));
    expect(others).toEqual([]);
  });

  test("is also MESHPLAN_LOG=debug, and no other value of it", async () => {
    const said = async (value: string): Promise<string> =>
      (await shell.fedWith("", { MESHPLAN_LOG: value }, "doctor")).stderr;
    expect(requestsIn(await said("debug"))).toContain("cluster1 GET /version");
    expect(await said("")).toBe("");
    expect(await said("no")).toBe("");
  });

  test("says why a request had no answer", async () => {
    shell.write(
      "closed",
      JSON.stringify({
        contexts: [{ name: "a", context: { cluster: "a", user: "a" } }],
        clusters: [{ name: "a", cluster: { server: "https://127.0.0.1:1" } }],
        users: [{ name: "a", user: { token: "t0ken-that-is-long-enough" } }],
      }),
    );
    shell.write(
      "one.yaml",
      "apiVersion: meshplan/v1\nmesh: m\nistio: { version: 1.31.0 }\nclusters: { a: { network: n } }\n",
    );
    const { stderr } = await shell.fedWith(
      "",
      { KUBECONFIG: shell.path("closed") },
      "doctor",
      "one.yaml",
      "-v",
    );
    expect(stderr).toMatch(
      /^debug: a: GET https:\/\/127\.0\.0\.1:1\/version: ECONNREFUSED, \d+ ms$/m,
    );
  });

  test("on a terminal says it in lines, also of an apply", async () => {
    const running = shell.terminal("meshplan apply --auto-approve -v");
    const { code, stdout } = await running.ended;
    expect(code).toBe(0);
    const lines = stdout.split(/\r?\n/);
    expect(lines.some((line) => /^debug: cluster1: PATCH \S+: 20[01], \d+ ms$/.test(line))).toBe(
      true,
    );
    expect(stdout).not.toContain("\u001b[K");
  });
});
