import { chmodSync, existsSync, linkSync, readFileSync, symlinkSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CODES } from "../../src/diagnostics/codes.ts";
import { SEED } from "../mesh/build-mesh.ts";
import { openShell, type Shell } from "./program.ts";

let shell: Shell;
beforeAll(() => {
  shell = openShell();
});
afterAll(() => {
  shell.remove();
});

describe("what is asked about meshplan itself", () => {
  test("--version is one line on stdout", async () => {
    const { version } = JSON.parse(
      readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
    ) as { version: string };
    expect(await shell.process("--version")).toEqual({
      code: 0,
      stdout: `${version}\n`,
      stderr: "",
    });
  });

  test("--help names every command and what it does", async () => {
    const { code, stdout, stderr } = await shell.process("--help");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const commands = "validate plan render show apply graph explain demo sandbox schema".split(" ");
    expect(
      commands.filter((name) => !new RegExp(`^ +${name}\\b.* {2,}\\S`, "m").test(stdout)),
    ).toEqual([]);
  });

  test("schema prints the schema of mesh.yaml", async () => {
    const { code, stdout } = await shell.meshplan("schema");
    const shipped = readFileSync(new URL("../../schema/mesh.schema.json", import.meta.url), "utf8");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(shipped));
  });

  test("version says which program this is, and which are found beside it", async () => {
    shell.write("helm", "#!/bin/sh\necho v3.19.2\n");
    shell.write("kubectl", `#!/bin/sh\necho '{"clientVersion":{"gitVersion":"v1.35.4"}}'\n`);
    shell.write("istioctl", "#!/bin/sh\necho no version\n");
    for (const name of ["helm", "kubectl", "istioctl"]) chmodSync(shell.path(name), 0o755);
    const { stdout } = await shell.sh('PATH="$PWD:$PATH" meshplan version | sed "s#$PWD#FOLDER#"');
    // Built from no checkout it has none.
    expect(stdout.replace(/, commit [0-9a-f]{12}\+?$/m, "")).toBe(
      `meshplan  0.1.0
node      ${process.versions.node}
istioctl  FOLDER/istioctl does not tell its version as istioctl does
helm      3.19.2, FOLDER/helm
kubectl   1.35.4, FOLDER/kubectl
`,
    );
    const { stdout: json } = await shell.sh('PATH="$PWD:$PATH" meshplan version --format json');
    expect(JSON.parse(json)).toMatchObject({
      format_version: "1.0",
      meshplan: "0.1.0",
      tools: [
        { name: "istioctl", problem: expect.any(String) as string },
        { name: "helm", version: "3.19.2", path: shell.path("helm") },
        { name: "kubectl", version: "1.35.4" },
      ],
    });
  });

  test("explain without a topic lists them", async () => {
    const { code, stdout } = await shell.meshplan("explain");
    expect(code).toBe(0);
    for (const [name, { title }] of Object.entries(CODES))
      expect(stdout).toContain(`  ${name}  ${title}\n`);
    expect(stdout).toContain("cluster2/Deployment/istio-system/istiod");
  });

  test("a mesh file that is not there leads to init, another file does not", async () => {
    const { stderr } = await shell.meshplan("plan", "new mesh.yaml");
    expect(stderr).toContain("help: or begin with one: meshplan init 'new mesh.yaml'\n");
    expect((await shell.meshplan("show", "p.plan")).stderr).not.toContain("init");
  });

  test("explain says what a code means, whatever its case", async () => {
    const { code, stdout, stderr } = await shell.meshplan("explain", "mp0502");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("MP0502");
    expect(stdout).toContain("an Istio that meshplan did not install");
  });
});

describe("a wrong flag or argument is exit 64, with nothing on stdout", () => {
  test.each([
    ["no command", []],
    ["an unknown command", ["paln"]],
    ["an unknown flag", ["plan", "--outt", "p"]],
    ["a flag without its value", ["plan", "--out"]],
    ["an unknown format", ["plan", "--format", "yaml"]],
    ["a duration without a unit", ["apply", "--timeout", "20"]],
    ["a parallelism of zero", ["apply", "--parallelism", "0"]],
    ["a context without a cluster", ["plan", "--context", "prod"]],
    ["a context of a cluster that the file does not have", ["plan", "--context", "cluster9=x"]],
    ["too many arguments", ["validate", "mesh.yaml", "other.yaml"]],
    ["show without a plan", ["show"]],
    ["show with a mesh file", ["show", "mesh.yaml"]],
    ["a plan and its page in one file", ["plan", "--out", "p", "--html", "p"]],
    ["explain with an unknown code", ["explain", "MP0000"]],
    ["explain with no topic that there is", ["explain", "cluster1"]],
    ["apply where nobody can be asked", ["apply"]],
  ])("%s", async (_, args) => {
    const { code, stdout, stderr } = await shell.meshplan(...args);
    expect({ code, stdout }).toEqual({ code: 64, stdout: "" });
    expect(stderr).not.toBe("");
    expect(stderr).not.toMatch(/ at .*\.m?js:\d+/);
  });
});

describe("a file that is read is never written over, whatever it is called", () => {
  beforeAll(() => {
    symlinkSync("mesh.yaml", shell.path("symlink"));
    linkSync(shell.path("mesh.yaml"), shell.path("hardlink"));
  });

  test.each([
    "plan --out mesh.yaml",
    "plan --out ../$(basename $PWD)/mesh.yaml",
    "plan --out symlink",
    "plan symlink --out mesh.yaml",
    "plan --out hardlink",
    "plan --html symlink",
    "plan - --out mesh.yaml < mesh.yaml",
    "render --out mesh.yaml",
    "apply --auto-approve --events hardlink",
    "apply symlink --events ./mesh.yaml",
  ])("%s is exit 64", async (command) => {
    const { code, stdout, stderr } = await shell.sh(`meshplan ${command}`);
    expect({ code, stdout }).toEqual({ code: 64, stdout: "" });
    expect(stderr).toMatch(
      /^error: --(out|html|events) \S+ would write over what is read: .* same file\n/,
    );
    expect(readFileSync(shell.path("mesh.yaml"), "utf8")).toBe(SEED);
  });

  test.each(["plan --out -", "plan --html -", "render --out -", "apply --auto-approve --events -"])(
    "nor does %s make a file called -",
    async (command) => {
      const { code, stderr } = await shell.sh(`meshplan ${command}`);
      expect(code).toBe(64);
      expect(stderr).toMatch(/takes the name of a file, not -\n  help: .*(print|name a file)/);
      expect(existsSync(shell.path("-"))).toBe(false);
    },
  );
});

test("explain --offline names the line of the cluster", async () => {
  const { code, stdout } = await shell.meshplan("explain", "cluster2/control-plane", "--offline");
  expect(code).toBe(0);
  const line = SEED.split("\n").findIndex((text) => text.startsWith("  cluster2:")) + 1;
  expect(stdout).toContain(`\nbecause of\n  mesh.yaml:${String(line)}\n`);
});

describe("validate", () => {
  test("says in one line what a right file holds", async () => {
    expect(await shell.meshplan("validate")).toEqual({
      code: 0,
      stdout: "mesh.yaml is valid: mesh mesh1, Istio 1.31.0, 2 clusters on 2 networks.\n",
      stderr: "",
    });
  });

  test.each(["json", "github", "sarif", "junit"])(
    "tells problems as %s, on stdout alone",
    async (format) => {
      shell.write("wrong.yaml", SEED.replace("mesh: mesh1", "mesh: Mesh1"));
      const wrong = await shell.meshplan("validate", "wrong.yaml", "--format", format);
      expect({ code: wrong.code, stderr: wrong.stderr }).toEqual({ code: 1, stderr: "" });
      expect(wrong.stdout).toContain("MP0401");
      const right = await shell.meshplan("validate", "--format", format);
      expect({ code: right.code, stderr: right.stderr }).toEqual({ code: 0, stderr: "" });
      expect(right.stdout).not.toContain("MP0");
    },
  );

  test("reads standard input for -", async () => {
    const { code, stdout } = await shell.fed(SEED, "validate", "-");
    expect(code).toBe(0);
    expect(stdout).toContain("mesh mesh1");
  });

  test("exits 1 with every problem on stderr, in the file's order", async () => {
    shell.write("wrong.yaml", SEED.replace("mesh: mesh1", "mesh: Mesh1\nclustres: {}"));
    const { code, stdout, stderr } = await shell.meshplan("validate", "wrong.yaml");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/error MP02\d\d/);
    expect(stderr).toContain("wrong.yaml:3:1");
    expect(stderr).toContain("clusters");
  });

  test.each([
    ["that does not exist", "nothing.yaml", "MP9001"],
    ["that is a folder", ".", "MP9003"],
  ])("exits 1 for a path %s", async (_, path, expected) => {
    const { code, stdout, stderr } = await shell.meshplan("validate", path);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(expected);
    expect(stderr).toContain("help:");
  });
});

describe("a plan file that is no longer what was written", () => {
  test("is refused", async () => {
    shell.write("p.plan", '{"meshplan_plan":"2.1","digest":"sha256:0","plan":{"bodies":{}}}\n');
    const { code, stderr } = await shell.meshplan("show", "p.plan");
    expect(code).toBe(1);
    expect(stderr).toContain("MP9008");
  });

  test("of another format is refused, with what to do", async () => {
    shell.write("p.plan", '{"meshplan_plan":"9.0","plan":{}}\n');
    const { code, stderr } = await shell.meshplan("apply", "p.plan");
    expect(code).toBe(1);
    expect(stderr).toContain("MP9007");
  });
});

test("a URL of the mesh file is quoted without its user", async () => {
  const charts = "renderer: helm\n  charts: https://me:hunter2hunter2@charts.example";
  shell.write("charts.yaml", SEED.replace("version: 1.31.0", `version: 1.31.0\n  ${charts}`));
  const { code, stderr, stdout } = await shell.meshplan("validate", "charts.yaml");
  expect(code).toBe(1);
  expect(stderr).toContain("MP0309");
  expect(stderr).toContain("https://charts.example");
  expect(stdout + stderr).not.toContain("hunter2");
});
