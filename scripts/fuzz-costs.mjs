// What the largest inputs of the law cost the built command as a process: 20 clusters and 1 MB, under 10 s and 300 MB.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MOST_SECONDS = 10;
const MOST_MEGABYTES = 300;
const MEGABYTE = 1024 * 1024;

/** Names of the cases that cost more than the law allows, or end as a bug; prints the figures of all. */
export async function measureCosts(root) {
  const { build } = await import("./build.mjs");
  await build();
  const folder = mkdtempSync(join(tmpdir(), "meshplan-costs-"));
  const costly = [];
  try {
    for (const { name, files, args, env } of casesOf()) {
      for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
      const { seconds, megabytes, status } = measured(root, folder, args, env ?? {});
      const isCostly = seconds > MOST_SECONDS || megabytes > MOST_MEGABYTES || status === 70;
      if (isCostly) costly.push(name);
      console.log(
        `fuzz: cost of ${name}: ${seconds.toFixed(1)} s, ${megabytes} MB, exit ${status}${isCostly ? " TOO MUCH" : ""}`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return costly;
}

function measured(root, folder, args, env) {
  const usage = join(folder, "usage");
  const tell = `process.on("exit", () => require("fs").writeFileSync(${JSON.stringify(usage)}, String(process.resourceUsage().maxRSS)))`;
  const preload = join(folder, "tell.cjs");
  writeFileSync(preload, tell);
  const started = process.hrtime.bigint();
  const { status } = spawnSync(
    process.execPath,
    ["--require", preload, join(root, "dist/meshplan.js"), ...args],
    {
      cwd: folder,
      timeout: 120_000,
      stdio: "ignore",
      env: {
        ...process.env,
        ...env,
        PATH: "/usr/bin:/bin",
        MESHPLAN_ISTIOCTL: "",
        KUBECONFIG: "kubeconfig",
      },
    },
  );
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  return { seconds, status, megabytes: Math.round(maxRss(usage) / 1024) };
}

function maxRss(path) {
  try {
    return Number(readFileSync(path, "utf8"));
  } catch {
    // It was ended: the time says so already.
    return 0;
  }
}

function filled(line, bytes = MEGABYTE) {
  return line.repeat(Math.floor(bytes / line.length));
}

function casesOf() {
  const clusters = Array.from(
    { length: 20 },
    (_, at) => `  cluster${at}: { network: network${at} }`,
  );
  const head =
    "apiVersion: meshplan/v1\nmesh: mesh1\nistio: { version: 1.31.0 }\ntrust: { root: existing }\nclusters:\n";
  const mesh = `${head}${clusters.join("\n")}\n`;
  const plain = { "mesh.yaml": mesh };
  return [
    { name: "20 clusters", files: plain, args: ["validate"] },
    {
      name: "a mesh file of 500 KB",
      files: { "mesh.yaml": `${mesh}x-list: [${filled("a,", 500_000)}]\n` },
      args: ["validate"],
    },
    { name: "a mesh file of brackets", files: { "mesh.yaml": filled("[") }, args: ["validate"] },
    {
      name: "a kubeconfig of 1 MB of certificates",
      files: {
        ...plain,
        kubeconfig: `users:\n${filled(`- name: a\n  user: { client-key-data: ${"A".repeat(3000)} }\n`)}`,
      },
      args: ["plan"],
    },
    {
      name: "a kubeconfig of 1 MB of words",
      files: { ...plain, kubeconfig: `x: [${filled("a,")}]` },
      args: ["plan"],
    },
    {
      name: "a kubeconfig of 1 MB of lines",
      files: { ...plain, kubeconfig: `clusters:\n${filled("- a: b\n")}` },
      args: ["plan"],
    },
    {
      name: "a kubeconfig of 1 MB of brackets",
      files: { ...plain, kubeconfig: filled("[") },
      args: ["plan"],
    },
    {
      name: "a saved plan of 1 MB of brackets",
      files: { "x.plan": `{"meshplan_plan":${filled("[")}` },
      args: ["show", "x.plan"],
    },
    {
      name: "a saved plan of 1 MB of values",
      files: { "x.plan": `{"meshplan_plan":"2.0","plan":[${filled("0,")}0]}` },
      args: ["show", "x.plan"],
    },
  ];
}
