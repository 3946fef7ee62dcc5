import { createHash } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { isMap } from "../../../kube/object.ts";
import { LIMITS } from "../../../util/limits.ts";
import { bytesWithin } from "../../host/bounded-file.ts";
import { isWithin, realPath } from "../../host/real-path.ts";
import { parseYaml } from "../../host/yaml.ts";

/** The version in Chart.yaml; undefined where there is no chart. */
export async function chartVersion(folder: string): Promise<string | undefined> {
  const text = await textIn(folder, "Chart.yaml").catch(() => undefined);
  const [chart] = text === undefined ? [] : (parseYaml(text) ?? []);
  const version = isMap(chart) ? chart["version"] : undefined;
  return typeof version === "string" ? version : undefined;
}

async function textIn(folder: string, name: string): Promise<string> {
  return (await bytesWithin(join(folder, name), LIMITS.file.most)).toString("utf8");
}

/** sha256 over names and contents of all files: equal folders, equal digests. */
export async function digestOfFolder(folder: string): Promise<string> {
  const hash = createHash("sha256");
  for (const name of await filesIn(folder)) {
    const content = await bytesWithin(join(folder, name), LIMITS.file.most);
    hash.update(`${name}\n${String(content.length)}\n`).update(content);
  }
  return hash.digest("hex");
}

/** Names of all files, sorted, relative to the folder; links count as what they lead to. */
async function filesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true });
  const areFiles = await Promise.all(
    names.map(async (name) => (await stat(join(folder, name))).isFile()),
  );
  return names.filter((_, index) => areFiles[index]).sort();
}

/** A file of a chart that a link takes from outside of `root`: Helm would follow it. */
export async function linkOutOf(folder: string, root: string): Promise<string | undefined> {
  const home = await realPath(root);
  for (const name of await filesIn(folder))
    if (!isWithin(await realPath(join(folder, name)), home)) return join(folder, name);
  return undefined;
}

/** What a chart is written with: its defaults, and its templates with all they include. */
export interface ChartText {
  readonly defaults: string;
  readonly templates: string;
}

export async function chartText(folder: string): Promise<ChartText> {
  const names = (await filesIn(folder)).filter(
    // Definitions are 1 MB and read no values.
    (name) => /^(templates|files)\//.test(name) && !name.startsWith("files/crd-"),
  );
  const texts = await Promise.all(names.map((name) => textIn(folder, name)));
  const defaults = await textIn(folder, "values.yaml").catch(() => "");
  return { defaults, templates: texts.join("\n") };
}

/**
 * The Istio minor that a chart of Istio's source is of. Such charts all call themselves 1.0.0, but each carries the
 * differences to every minor before its own: the newest of them is the one before.
 */
export async function minorOfSource(folder: string): Promise<string | undefined> {
  const names = await readdir(join(folder, "files")).catch(() => []);
  const minors = names.flatMap((name) => {
    const minor = /^profile-compatibility-version-1\.(\d+)\.yaml$/.exec(name)?.[1];
    return minor === undefined ? [] : [Number(minor)];
  });
  return minors.length === 0 ? undefined : `1.${String(Math.max(...minors) + 1)}`;
}
