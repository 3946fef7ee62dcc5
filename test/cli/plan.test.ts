import { execFileSync } from "node:child_process";
import { open } from "node:fs/promises";
import { existsSync, readFileSync, statSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Sandbox } from "../../src/embedded/istio/sandbox.ts";
import { CALL, phone } from "../adapters/kubernetes/phone.ts";
import { SEED } from "../mesh/build-mesh.ts";
import { openShell, type Shell, startClusters, writesOf } from "./program.ts";

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

function schemaErrors(name: string, text: string): unknown {
  const url = new URL(`../../schema/${name}.schema.json`, import.meta.url);
  const schema = JSON.parse(readFileSync(url, "utf8")) as Record<string, unknown>;
  const validate = new Ajv2020({ strict: false }).compile(schema);
  validate(JSON.parse(text));
  return validate.errors;
}

/** Holds the first look at cluster2; `reached` resolves when it is asked for. */
function holdVersion(): { readonly reached: Promise<void>; readonly release: () => void } {
  let arrive = (): void => undefined;
  const reached = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  let open = (): void => undefined;
  const until = new Promise<void>((resolve) => {
    open = resolve;
  });
  const when = ({ path }: { readonly path: string }): boolean => {
    if (path === "/version") arrive();
    return path === "/version";
  };
  const undo = sandbox.cluster("cluster2").faults.add({ when, effect: { kind: "hold", until } });
  return {
    reached,
    release: () => {
      undo();
      open();
    },
  };
}

describe("what a plan warns of", () => {
  const SECRETS = SEED.replace(
    "clusters:\n",
    "defaults:\n  values: { global: { imagePullSecrets: [regcred] } }\nclusters:\n",
  );
  const counted = (text: string): number => text.split("warning MP0602").length - 1;

  test("stands on both outputs, and once where they are one file, one pipe or one terminal", async () => {
    shell.write("pull.yaml", SECRETS);
    const apart = await shell.meshplan("plan", "pull.yaml");
    expect([counted(apart.stdout), counted(apart.stderr)]).toEqual([2, 2]);
    await shell.sh("meshplan plan pull.yaml > log 2>&1");
    const log = readFileSync(shell.path("log"), "utf8");
    const piped = await shell.sh("meshplan plan pull.yaml 2>&1 | cat");
    const terminal = await shell.terminal("meshplan plan pull.yaml").ended;
    for (const text of [log, piped.stdout, terminal.stdout]) {
      expect(counted(text)).toBe(2);
      // With its line of the file, and where whoever reads the end of it sees it.
      expect(text).toMatch(
        /MP0602[\s\S]*imagePullSecrets: \[regcred\] \} \}[\s\S]*Plan: 75 to add/,
      );
      expect(text.indexOf("warning MP0602")).toBeGreaterThan(text.indexOf("cluster2: "));
    }
  });

  test("leaves JSON whole where they are one file", async () => {
    shell.write("pull.yaml", SECRETS);
    await shell.sh("meshplan plan pull.yaml --format json > log 2>&1");
    expect(JSON.parse(readFileSync(shell.path("log"), "utf8"))).toHaveProperty(
      "diagnostics.length",
      2,
    );
  });
});

test("what goes into a pager is laid out for the terminal, and a file as ever", async () => {
  const paged = shell.terminal(
    "stty cols 80; meshplan plan | cat > paged.txt; meshplan plan > plan.txt",
  );
  expect((await paged.ended).code).toBe(0);
  const widest = (name: string): number => {
    const lines = readFileSync(shell.path(name), "utf8").split("\n");
    // A digest is one word of 78 characters.
    return Math.max(
      ...lines.filter((line) => !line.startsWith("digest")).map((line) => line.length),
    );
  };
  expect(widest("paged.txt")).toBeLessThanOrEqual(80);
  expect(widest("plan.txt")).toBeGreaterThan(90);
});

describe("a signal before the first write", () => {
  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s ends a plan: 130", async (signal) => {
    const gate = holdVersion();
    const plan = shell.start("plan", "--out", "never.plan");
    await gate.reached;
    plan.interrupt(signal);
    expect(await plan.ended).toEqual({
      code: 130,
      stdout: "",
      stderr: "Interrupted. Nothing was written.\n",
    });
    gate.release();
    expect(existsSync(shell.path("never.plan"))).toBe(false);
  });

  test("ends the credential plug-in that runs, with what it started", async () => {
    const home = await phone();
    const plugin = {
      apiVersion: "client.authentication.k8s.io/v1",
      command: "/bin/sh",
      args: ["-c", '"$0" -e "$1" "$2"; true', process.execPath, CALL, String(home.port)],
    };
    const kubeconfig = parse(readFileSync(shell.path("kubeconfig"), "utf8")) as {
      users: { user: object }[];
    };
    for (const one of kubeconfig.users) one.user = { exec: plugin };
    shell.write("plugin.kubeconfig", JSON.stringify(kubeconfig));
    const plan = shell.startWith({ KUBECONFIG: shell.path("plugin.kubeconfig") }, "plan");
    const call = await home.called;
    plan.interrupt("SIGINT");
    expect(await plan.ended).toMatchObject({ code: 130 });
    await call.over;
  });

  test.each(["SIGINT", "SIGTERM"] as const)(
    "%s ends what waits for a pipe to which nobody writes",
    async (signal) => {
      const pipe = shell.path(`pipe-${signal}`);
      execFileSync("mkfifo", [pipe]);
      const plan = shell.startWith({ KUBECONFIG: pipe }, "plan");
      // Whoever opens it for writing gets through once somebody reads; and that is all he does.
      await (await open(pipe, "w")).close();
      plan.interrupt(signal);
      expect(await plan.ended).toMatchObject({ code: 130, stdout: "" });
    },
  );

  test("ends an apply that looks once more: 130", async () => {
    await shell.meshplan("plan", "--out", "held.plan");
    const gate = holdVersion();
    const apply = shell.start("apply", "held.plan", "--events", "held.ndjson");
    await gate.reached;
    apply.interrupt("SIGTERM");
    const { code, stderr } = await apply.ended;
    expect({ code, stderr }).toEqual({ code: 130, stderr: "Interrupted. Nothing was written.\n" });
    gate.release();
    const events = readFileSync(shell.path("held.ndjson"), "utf8");
    expect(JSON.parse(events)).toMatchObject({
      type: "apply-finished",
      outcome: "interrupted",
      objectsWritten: 0,
    });
    expect(writesOf(sandbox)).toEqual([]);
  });
});

test("a promise that fails with nobody listening is told as a bug, without a dump of the program", async () => {
  const gate = holdVersion();
  const preload = 'process.once("SIGUSR2", () => Promise.reject(new Error("nobody listens")))';
  const plan = shell.startWith(
    { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(preload)}` },
    "plan",
  );
  await gate.reached;
  plan.interrupt("SIGUSR2");
  const { code, stdout, stderr } = await plan.ended;
  gate.release();
  expect({ code, stdout }).toEqual({ code: 70, stdout: "" });
  expect(stderr).toMatch(
    /^meshplan has a bug: .* report it with the lines below\.\nError: nobody listens\n/,
  );
  expect(stderr).not.toContain("Node.js");
});

describe("show of what is no plan any more", () => {
  test.each(["", "\n", "null\n", "[]", "{}", '{"digest":"x"}'])("says so of %j", async (text) => {
    shell.write("cut.plan", text);
    const { code, stderr } = await shell.meshplan("show", "cut.plan");
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error MP90\d\d: cut\.plan/);
    expect(stderr).toContain("meshplan plan mesh.yaml --out cut.plan");
  });
});

describe("plan", () => {
  test("quotes what a shell would take apart in the commands it proposes", async () => {
    shell.write("my mesh.yaml", SEED);
    const { stdout } = await shell.meshplan("plan", "my mesh.yaml", "--out", "p é.plan");
    expect(stdout).toContain("\nnext: meshplan apply 'p é.plan'\n");
    const shown = await shell.meshplan("show", "p é.plan");
    expect(shown.stdout).toContain("\nnext: meshplan apply 'p é.plan'\n");
  });

  test("prints the plan on stdout, nothing on stderr, without a control character", async () => {
    const { code, stdout, stderr } = await shell.meshplan("plan");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("\nPlan: 75 to add, 0 to change, 0 to destroy across 2 clusters.\n");
    expect(stdout).toContain("next: meshplan apply mesh.yaml\n");

    expect(stdout.replaceAll("\n", "")).not.toMatch(/[\u0000-\u001f\u007f]/);
    expect(writesOf(sandbox)).toEqual([]);
  });

  test("tells changes by its exit code where that is asked for", async () => {
    expect((await shell.meshplan("plan", "--detailed-exitcode")).code).toBe(2);
  });

  test("reads the file from standard input for -", async () => {
    const { code, stdout } = await shell.fed(SEED, "plan", "-");
    expect(code).toBe(0);
    expect(stdout).toContain("Plan: 75 to add");
  });

  test("in JSON is one document that the schema describes", async () => {
    const { code, stdout, stderr } = await shell.meshplan("plan", "--format", "json");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(schemaErrors("plan", stdout)).toBeNull();
  });

  test("ends well when its reader has read enough", async () => {
    for (const line of [
      "meshplan plan --format json | head -c 1",
      "meshplan plan --full | head -1",
    ]) {
      const { stderr, stdout } = await shell.sh(`${line} > first\necho "\${PIPESTATUS[0]}"`);
      expect({ stderr, stdout }).toEqual({ stderr: "", stdout: "0\n" });
    }
  });
});

// A file that may not grow fails as one on a full disk does: a part of the text is taken first, without an error.
describe("output that a file takes a part of only", () => {
  test.each([
    ["plan --detailed-exitcode", 1],
    ["plan --format json", 1],
    ["schema", 1],
    ["show kept.plan", 1],
    ["validate", 0],
    ["--help", 0],
    ["--version", 0],
  ])("%s ends with 1 and one message", async (command, kilobytes) => {
    await shell.meshplan("plan", "--out", "kept.plan");
    const { code, stderr } = await shell.sh(`ulimit -f ${kilobytes}; meshplan ${command} > part`);
    expect(code).toBe(1);
    expect(stderr).toBe(
      "error MP9011: standard output could not be written to its end: the file may not grow further\n  help: make room and run the same command again; apply writes nothing twice\n",
    );
    expect(statSync(shell.path("part")).size).toBe(kilobytes * 1024);
  });
});

/** What the text of a plan is without its column of servers: a saved plan does not keep how one machine reaches a cluster. */
function withoutServers(text: string): string {
  return text.replace(/(?<= {2})(server|https:\/\/127\S+) +/g, "");
}

describe("a saved plan", () => {
  let planned: string;
  beforeAll(async () => {
    planned = (await shell.meshplan("plan", "--out", "p.plan")).stdout;
  });

  test("is a file for its owner only, without a token", () => {
    expect(statSync(shell.path("p.plan")).mode & 0o777).toBe(0o600);
    const text = readFileSync(shell.path("p.plan"), "utf8");
    for (const { token } of sandbox.clusters) expect(text.includes(token)).toBe(false);
  });

  test("is shown as it was planned, and no cluster is asked", async () => {
    for (const { requests } of sandbox.clusters) requests.length = 0;
    const { code, stdout, stderr } = await shell.meshplan("show", "p.plan");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const made = /"created":"([^"]*)"/.exec(readFileSync(shell.path("p.plan"), "utf8"))?.[1] ?? "";
    const since = `made ${made}; no cluster was asked whether it was applied since\n`;
    expect(stdout).toBe(withoutServers(planned).replace(/^next: /m, `${since}next: `));
    const json = await shell.meshplan("show", "p.plan", "--format", "json");
    expect(schemaErrors("plan", json.stdout)).toBeNull();
    expect(sandbox.clusters.flatMap(({ requests }) => requests)).toEqual([]);
  });

  test("has the same graph and explanations as the file it was made from", async () => {
    for (const command of [["graph"], ["explain", "cluster2/control-plane"]]) {
      const [saved, fresh] = [
        await shell.meshplan(...command, "p.plan"),
        await shell.meshplan(...command, "mesh.yaml"),
      ];
      expect(saved).toEqual(fresh);
      expect(saved).toMatchObject({ code: 0, stderr: "" });
    }
  });

  test("explains no action that it does not have", async () => {
    const { code, stderr } = await shell.meshplan("explain", "cluster9/gateway", "p.plan");
    expect(code).toBe(64);
    expect(stderr).toContain("cluster1/gateway");
  });

  test("is not what plan takes", async () => {
    const { code, stdout } = await shell.meshplan("plan", "p.plan");
    expect({ code, stdout }).toEqual({ code: 64, stdout: "" });
  });

  test("cannot be written into a folder that is not there", async () => {
    const { code, stderr } = await shell.meshplan("plan", "--out", "nowhere/p.plan");
    expect(code).toBe(1);
    expect(stderr).toContain("MP9006");
  });
});

describe("plan --read-only", () => {
  test("is for review: it can be saved, shown and compared, and apply refuses it", async () => {
    const made = await shell.meshplan(
      ...["plan", "--read-only", "--detailed-exitcode", "--out", "read.plan"],
    );
    expect(made).toMatchObject({ code: 2, stderr: "" });
    expect(made.stdout).toContain("The plan is read-only");
    expect(made.stdout).not.toContain("next:");
    const shown = await shell.meshplan("show", "read.plan");
    expect(shown.stdout).toBe(withoutServers(made.stdout));
    const json = await shell.meshplan("show", "read.plan", "--format", "json");
    expect(schemaErrors("plan", json.stdout)).toBeNull();
    expect(JSON.parse(json.stdout)).toMatchObject({ read_only: true, summary: { unread: 0 } });
    const refused = await shell.meshplan("apply", "read.plan", "--auto-approve");
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toContain("error MP0595");
    expect(refused.stderr).toContain("meshplan plan mesh.yaml --out FILE");
    expect(writesOf(sandbox)).toEqual([]);
  });
});

test.each(["plan", "graph", "explain cluster1/namespace"])(
  "%s --read-only sends get and list alone, and without the flag more",
  async (command) => {
    const verbs = async (...flags: readonly string[]): Promise<readonly string[]> => {
      for (const { requests } of sandbox.clusters) requests.splice(0);
      expect(await shell.meshplan(...command.split(" "), ...flags)).toMatchObject({ code: 0 });
      const sent = sandbox.clusters.flatMap(({ requests }) => requests.splice(0));
      return [...new Set(sent.map(({ method }) => method))].sort();
    };
    expect(await verbs("--read-only")).toEqual(["GET"]);
    expect((await verbs()).length).toBeGreaterThan(1);
  },
);

describe("a cluster that does not answer", () => {
  beforeAll(() => {
    const { port } = new URL(sandbox.cluster("cluster2").server);
    const text = readFileSync(shell.path("kubeconfig"), "utf8");
    shell.write("broken", text.replace(`:${port}`, ":1"));
  });

  test("ends plan with 1; where it is allowed the plan says that it is incomplete", async () => {
    const refused = await shell.sh("KUBECONFIG=broken meshplan plan");
    expect({ ...refused, stderr: "" }).toEqual({ code: 1, stdout: "", stderr: "" });
    expect(refused.stderr).toContain("error MP0501");
    const allowed = await shell.sh(
      "KUBECONFIG=broken meshplan plan --allow-unreachable --out part.plan",
    );
    expect(allowed.code).toBe(0);
    expect(allowed.stderr).toContain("warning MP0511");
    expect(allowed.stdout).toContain("1 of 2 clusters read");
  });

  test("leaves a plan that apply refuses", async () => {
    const { code, stdout, stderr } = await shell.meshplan("apply", "part.plan");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(
      "MP0512: the plan was made without cluster2, which could not be reached",
    );
    expect(stderr).toContain("meshplan plan mesh.yaml");
    expect(writesOf(sandbox)).toEqual([]);
  });
});
