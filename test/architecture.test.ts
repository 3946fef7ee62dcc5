import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";
import { COMPONENTS } from "../src/planner/components/registry.ts";
import { OUTPUTS } from "../src/planner/outputs.ts";

const ROOT = fileURLToPath(new URL("../src/", import.meta.url));

/** The lower, the more may import it. Files of one line never import each other unless PEERS says so. */
const LAYERS: readonly (readonly string[])[] = [
  ["util"],
  ["diagnostics", "errors"],
  ["mesh", "kube", "certs", "inventory"],
  ["planner", "ports"],
  ["report", "executors", "verify", "observe", "adapters", "embedded"],
  ["engine"],
  ["ui"],
  ["cli"],
];

/** Homes that may see less than everything below them. */
const ONLY: {
  readonly [home: string]: { readonly homes: readonly string[]; readonly why: string };
} = {
  adapters: {
    homes: ["ports", "kube", "certs", "errors", "util"],
    why: "adapters translate the outside world and know nothing of meshes and plans",
  },
  embedded: {
    homes: ["kube", "certs", "util"],
    why: "embedded clusters are servers: a fake that knows what is wanted proves nothing",
  },
  ui: {
    homes: ["report", "executors/events", "diagnostics", "errors", "util"],
    why: "the screen draws what report hands it, and decides nothing",
  },
};

/** Imports inside one line that are wanted. */
const PEERS: readonly (readonly [from: string, to: string, why: string])[] = [
  ["report", "executors/events", "report folds the events of an apply"],
  ["errors", "diagnostics", "the one error class carries a code and names an object"],
  ["mesh", "kube/", "patches of the mesh file are changes of Kubernetes objects"],
  ["adapters", "../data/", "what others wrote and is shipped as it came; no code"],
  ["report", "../data/", "what a plain Istio has, written by a test; no code"],
  ["embedded", "../data/", "the numbers of Kubernetes' own fields; no code"],
];

/** The folders of adapters. One may import what stands before it. */
const RANKS_OF_ADAPTERS = ["host", "kubernetes", "renderers", "forges"];

/** Packages that more than one folder may wrap, each in one file. Every other package has one file in all of src. */
const WRAPPED_IN_SEVERAL: { readonly [name: string]: string } = {
  yaml: "mesh reads the user's file with places, adapters read what a renderer wrote",
};

/** What of node a pure folder may use. Folders that are not named here may use all of it. */
const NODE_OF_PURE_HOMES: { readonly [home: string]: readonly string[] } = {
  util: ["node:util"],
  diagnostics: [],
  mesh: ["node:net", "node:path"],
  kube: [],
  planner: ["node:crypto"],
  report: ["node:util"],
};

interface Import {
  /** Relative to src, with forward slashes. */
  readonly file: string;
  /** A file relative to src, or the name of a package. */
  readonly target: string;
  readonly local: boolean;
}

const FILES = readdirSync(ROOT, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name) && !name.endsWith(".d.ts"))
  .sort();
const IMPORTS = FILES.flatMap(importsOf);

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(ROOT, file), "utf8");
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => {
    const local = fileName.startsWith(".");
    return { file, local, target: local ? normalize(join(dirname(file), fileName)) : fileName };
  });
}

function homeOf(file: string): string {
  return (file.split("/")[0] ?? "").replace(/\.tsx?$/, "");
}

function layerOf(file: string): number {
  return LAYERS.findIndex((homes) => homes.includes(homeOf(file)));
}

function complaint({ file, target }: Import): string | undefined {
  const [from, to] = [homeOf(file), homeOf(target)];
  if (from === to) return undefined;
  if (PEERS.some(([peer, path]) => peer === from && target.startsWith(path))) return undefined;
  const only = ONLY[from];
  if (only !== undefined && !only.homes.some((home) => target === home || isIn(target, home)))
    return `${file} imports ${target}: ${only.why}`;
  if (layerOf(file) > layerOf(target)) return undefined;
  return layerOf(file) === layerOf(target)
    ? `${file} imports ${target}: ${from} and ${to} are peers and never import each other`
    : `${file} imports ${target}: ${from} is below ${to}, and imports only point down`;
}

function isIn(target: string, home: string): boolean {
  return target.startsWith(`${home}/`) || target.startsWith(`${home}.`);
}

test("every folder of src has a layer", () => {
  expect(FILES.filter((file) => layerOf(file) < 0)).toEqual([]);
});

test("imports point down the layers only, types included", () => {
  const complaints = IMPORTS.filter(({ local }) => local).map(complaint);
  expect(complaints.filter((each) => each !== undefined)).toEqual([]);
});

/** The groups of files that import each other in a circle, by Tarjan's strongly connected components. */
function circles(): readonly (readonly string[])[] {
  const importsBy = new Map<string, string[]>(FILES.map((file) => [file, []]));
  for (const { file, target } of IMPORTS)
    if (importsBy.has(target)) importsBy.get(file)?.push(target);
  const found: string[][] = [];
  const order = new Map<string, number>();
  const open: string[] = [];
  const lowest = (file: string): number => {
    const own = order.size;
    order.set(file, own);
    open.push(file);
    let low = own;
    for (const target of importsBy.get(file) ?? []) {
      const seen = order.get(target);
      if (seen === undefined) low = Math.min(low, lowest(target));
      else if (open.includes(target)) low = Math.min(low, seen);
    }
    if (low === own) found.push(open.splice(open.indexOf(file)));
    return low;
  };
  for (const file of FILES) if (!order.has(file)) lowest(file);
  return found.filter((group) => group.length > 1);
}

test("no files import each other in a circle, types included", () => {
  expect(circles()).toEqual([]);
});

test("every import of an own file names it with its suffix", () => {
  const bare = IMPORTS.filter(({ local, target }) => local && !/\.(tsx?|js|json)$/.test(target));
  expect(bare).toEqual([]);
});

test("every package is imported by one file only, so that leaving it touches one file", () => {
  const users = new Map<string, Set<string>>();
  for (const { file, target, local } of IMPORTS) {
    if (local || target.startsWith("node:") || isDrawing(target)) continue;
    const key = target in WRAPPED_IN_SEVERAL ? `${target} in ${homeOf(file)}` : target;
    users.set(key, (users.get(key) ?? new Set()).add(file));
  }
  const shared = [...users].filter(([, files]) => files.size > 1);
  expect(shared.map(([name, files]) => `${name}: ${[...files].join(", ")}`)).toEqual([]);
});

test("only ui draws with ink and react", () => {
  const others = IMPORTS.filter(({ file, target }) => isDrawing(target) && homeOf(file) !== "ui");
  expect(others).toEqual([]);
});

test("pure folders use no part of node that reads or writes the world", () => {
  const reaching = IMPORTS.filter(({ file, target }) => {
    const allowed = NODE_OF_PURE_HOMES[homeOf(file)];
    return target.startsWith("node:") && allowed !== undefined && !allowed.includes(target);
  });
  expect(reaching.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
});

test("nothing but the embedded servers knows how to delete an object", () => {
  const knowing = FILES.filter(
    (file) =>
      homeOf(file) !== "embedded" &&
      /["'`]DELETE["'`]/.test(readFileSync(join(ROOT, file), "utf8")),
  );
  expect(knowing).toEqual([]);
});

test("the embedded API server knows no Istio, by import or by name", () => {
  const server = FILES.filter((file) => file.startsWith("embedded/kube/"));
  expect(server.length).toBeGreaterThan(30);
  const knowing = server.filter((file) => {
    const imported = IMPORTS.filter((each) => each.file === file);
    const text = readFileSync(join(ROOT, file), "utf8");
    return (
      imported.some(({ target }) => target.startsWith("embedded/istio/")) || /istio/i.test(text)
    );
  });
  expect(knowing).toEqual([]);
});

test("the machine's adapters know no Kubernetes and no renderer, and API servers no renderer", () => {
  const fit = (file: string) => RANKS_OF_ADAPTERS.indexOf(file.split("/")[1] ?? "");
  const inside = IMPORTS.filter(
    ({ file, target }) => homeOf(file) === "adapters" && target.startsWith("adapters/"),
  );
  expect(inside.length).toBeGreaterThan(60);
  expect(inside.filter(({ file, target }) => fit(target) < 0 || fit(file) < fit(target))).toEqual(
    [],
  );
});

test("only cli touches the process and the console", () => {
  const reaching = FILES.filter((file) => {
    if (["cli", "embedded", "adapters"].includes(homeOf(file))) return false;
    return /^(?!\s*(\*|\/\/)).*\b(process|console)\.[a-z]/m.test(
      readFileSync(join(ROOT, file), "utf8"),
    );
  });
  expect(reaching).toEqual([]);
});

/** Where text leaves the process; everywhere else it goes through an Output or a Tint. */
const SINKS: { readonly [file: string]: string } = {
  "cli/output.ts": "the sink itself",
  "cli/main.ts": "prints the version before anything is loaded",
  "cli/program.ts": "hands over what commander says, checked",
  "cli/plan-progress.ts":
    "a line that is replaced: its text is Printable, its cursor codes are ours",
};

test("text leaves the process where it is checked, and nowhere else", () => {
  const writing = FILES.filter((file) =>
    /\b(stdout|stderr)\.write\b|\bwriteSync\(|\bconsole\./.test(codeOf(file)),
  );
  expect(writing).toEqual(Object.keys(SINKS).sort());
  const drawing = FILES.filter((file) =>
    /import \{[^}]*\bText\b[^}]*\} from "ink"/.test(codeOf(file)),
  );
  expect(drawing).toEqual(["ui/Tint.tsx"]);
});

/** What makes or changes a file. Folders are no files: mkdir and rm are free. */
const WRITING =
  /^(writeFile|appendFile|open|createWriteStream|rename|link|symlink|copyFile|cp|truncate|ftruncate)(Sync)?$/;

/** Who else may, and why. */
const ALSO_WRITING: { readonly [name: string]: string } = {
  "adapters/host/bounded-file.ts openSync": "opens for reading alone, without waiting",
  "adapters/renderers/helm/pulled-charts.ts rename":
    "moves a folder that helm unpacked into a fresh private one",
  "cli/waiting-input.ts openSync": "opens a terminal to read what waits in it",
};

test("every file is written by one function", () => {
  const found = FILES.filter((file) => file !== "adapters/host/write-file.ts").flatMap((file) => {
    const imports = codeOf(file).matchAll(
      /import (?:type )?\{?([^}"]*)\}? from "(?:node:)?fs(?:\/promises)?"/g,
    );
    const names = [...imports].flatMap(([, list = ""]) => list.split(",").map((one) => one.trim()));
    const late = /import\("(?:node:)?fs(?:\/promises)?"\)|\* as \w+ from "(?:node:)?fs/.test(
      codeOf(file),
    );
    return [
      ...names.filter((name) => WRITING.test(name)).map((name) => `${file} ${name}`),
      ...(late ? [`${file} takes all of fs`] : []),
    ];
  });
  expect(found).toEqual(Object.keys(ALSO_WRITING));
});

test("only the escapes of util say that text is printable", () => {
  const claiming = FILES.filter((file) => /\bas Printable\b/.test(codeOf(file)));
  expect(claiming).toEqual(["util/printable-json.ts", "util/printable.ts", "util/visible-text.ts"]);
});

/** Without comments. */
function codeOf(file: string): string {
  return readFileSync(join(ROOT, file), "utf8").replace(/^\s*(\*|\/\/|\/\*).*$/gm, "");
}

/** Files that read files otherwise than `adapters/host/bounded-file.ts` does. */
const READ_OTHERWISE: { readonly [file: string]: string } = {
  "adapters/host/proc.ts": "the kernel's own files of /proc, which are short and at hand",
  "adapters/renderers/manifest-folder.ts":
    "only as many bytes as its first line has, of what is a regular file",
  "adapters/renderers/programs.ts":
    "hashes a program piece by piece, however large; it is known to be a regular file",
};

test("files are read by one function, which bounds what it reads and waits for nothing", () => {
  const readers = /\b(?:readFile|readFileSync|createReadStream|openAsBlob)\b/;
  const reading = FILES.filter((file) => readers.test(codeOf(file)));
  expect(reading.filter((file) => !(file in READ_OTHERWISE))).toEqual([]);
});

/** With listeners of their own, two would take each other for somebody who decides what a signal does. */
test("what is undone at the end of the process is undone by one listener", () => {
  const listening = FILES.filter((file) =>
    /\bprocess\s*\.(on|once|addListener|prepend\w*)\(\s*"exit"/.test(codeOf(file)),
  );
  expect(listening).toEqual(["adapters/host/own-end.ts"]);
});

test("no test is skipped where nobody sees it, and none runs alone", () => {
  const folder = fileURLToPath(new URL("./", import.meta.url));
  const tests = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.test\.tsx?$/.test(name),
  );
  const quiet = tests.filter((name) =>
    /\b(test|it|describe)\.(skip|only|todo|fails|skipIf|runIf)\b/.test(
      readFileSync(join(folder, name), "utf8"),
    ),
  );
  expect(quiet).toEqual([]);
});

/** Names are strings, so that a component is a folder and a line: the compiler does not see a slip in one. */
test("every name of a component that the code asks for is a component's", () => {
  const asking =
    /(?:\b(?:actionId|deliveryOf|actionBase|renderedObjects|gatewayRequests)\([^()"<]*,\s*|\bmissing\(context, |\.rendered\(|\bcomponent\s*[!=]==\s*|\btakes:[^\n]*\bfrom === )"([a-z-]+)"/g;
  const asked = FILES.flatMap((file) =>
    [...codeOf(file).matchAll(asking)].map(([, name = ""]) => `${file} ${name}`),
  );
  expect(asked.length).toBeGreaterThan(60);
  const known = new Set(COMPONENTS.map(({ name }) => name));
  expect(asked.filter((one) => !known.has(one.split(" ")[1] ?? ""))).toEqual([]);
});

test("every output that the code asks for is in the table of outputs", () => {
  const asking =
    /\b(?:hole|outputValue)\((?:[^()"]|\([^()]*\))*?"([a-z.-]+)"|\boutput: "([a-z.-]+)"/g;
  const asked = FILES.flatMap((file) =>
    [...codeOf(file).matchAll(asking)].map(([, one, other]) => `${file} ${one ?? other ?? ""}`),
  );
  expect(asked.length).toBeGreaterThan(5);
  expect(asked.filter((one) => !Object.hasOwn(OUTPUTS, one.split(" ")[1] ?? ""))).toEqual([]);
});

test("every folder of more than ten files says what lives in it, in a few lines", () => {
  const count = (folder: string): number => FILES.filter((file) => dirname(file) === folder).length;
  const large = [...new Set(FILES.map((file) => dirname(file)))].filter((one) => count(one) > 10);
  expect(large.length).toBeGreaterThan(10);
  const silent = large.filter((folder) => {
    const path = join(ROOT, folder, "README.md");
    if (!existsSync(path)) return true;
    const lines = readFileSync(path, "utf8")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
    return lines.length < 2 || lines.length > 12;
  });
  expect(silent).toEqual([]);
});

/** Ink and React are a language to draw in, not one call to wrap. */
function isDrawing(name: string): boolean {
  return name === "ink" || name === "react" || name.startsWith("react/");
}

/** Who may look into a secret, and what for. */
const REVEALING: { readonly [file: string]: string } = {
  "executors/outputs.ts": "hands outputs to the action that writes them",
  "executors/execute.ts": "is the port through which an action asks for them",
  "executors/kinds/remote-secret.ts": "writes the token into the Secret of the istiod that uses it",
  "planner/outputs.ts": "fills the body that is compared with a live Secret",
  "planner/trust.ts": "tells whether a live key belongs to a certificate",
  "planner/components/trust/component.ts": "fills the body that is compared with the live cacerts",
  "planner/components/remote-secret/component.ts":
    "fills the body that is compared with the live Secret",
  "planner/components/config-kubeconfig/component.ts":
    "fills the body that is compared with the live Secret",
};

test("a secret is looked into only by those that are named here", () => {
  const revealing = FILES.filter((file) => /\.reveal\(/.test(codeOf(file)));
  expect(revealing).toEqual(Object.keys(REVEALING).sort());
});
