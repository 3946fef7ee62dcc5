import { delimiter, dirname, join, resolve } from "node:path";
import { MeshplanError } from "../../errors.ts";
import { isList, isMap, type Json, type JsonMap } from "../../kube/object.ts";
import type { ClusterTarget } from "../../ports.ts";
import { LIMITS } from "../../util/limits.ts";
import { bytesWithin, FileBound, slowPipe } from "../host/bounded-file.ts";
import { systemErrorCode } from "../host/system-error.ts";
import { isTooMuchYaml, parseYaml } from "../host/yaml.ts";
import { commandLine } from "../../util/command-line.ts";

/** One named entry of a kubeconfig, and where it stands: relative paths in it are relative to that folder. */
export interface Entry {
  readonly name: string;
  readonly value: JsonMap;
  readonly file: string;
}

/** What the kubeconfig files say together. */
export interface Kubeconfig {
  readonly files: readonly string[];
  /** What was read of each file that is there. */
  readonly texts: ReadonlyMap<string, string>;
  /** Of all files, in their order. */
  readonly clusters: readonly Entry[];
  readonly contexts: readonly Entry[];
  readonly users: readonly Entry[];
}

/** The entry of a name that kubectl takes: it merges all files, and the first that has the name wins. */
export function mergedEntry(entries: readonly Entry[], name: string): Entry | undefined {
  return entries.find((entry) => entry.name === name);
}

/**
 * The entry that a context of `file` means by a name: its own file's, for that is what its writer saw. kubeadm calls the user
 * of every cluster kubernetes-admin, so in the merge of two of its files each context but the first has another cluster's user.
 */
export function entryMeant(
  entries: readonly Entry[],
  name: string,
  file: string,
): Entry | undefined {
  const own = entries.find((entry) => entry.name === name && entry.file === file);
  return own ?? mergedEntry(entries, name);
}

interface KubeconfigPlaces {
  readonly env: { readonly [name: string]: string | undefined };
  readonly home: string;
}

/** Where kubectl looks: the file that is named, else KUBECONFIG (a list), else `~/.kube/config`. */
export function kubeconfigFiles(
  { kubeconfig }: Pick<ClusterTarget, "kubeconfig">,
  { env, home }: KubeconfigPlaces,
): readonly string[] {
  if (kubeconfig !== undefined) return [resolve(kubeconfig)];
  const listed = (env["KUBECONFIG"] ?? "").split(delimiter).filter((path) => path !== "");
  if (listed.length > 0) return listed.map((path) => resolve(path));
  return [join(home, ".kube", "config")];
}

/** Reads all files. One of a list may be missing, all of them may not. */
export async function readKubeconfig(
  files: readonly string[],
  cluster: string,
): Promise<Kubeconfig> {
  const read = await Promise.all(files.map((file) => readOne(file, cluster)));
  const present = read.filter((one) => one !== undefined);
  if (present.length === 0)
    throw new MeshplanError("MP9101", `there is no kubeconfig at ${files.join(" or ")}`, {
      cluster,
      nextSteps: [
        "name it: `kubeconfig:` of the cluster in mesh.yaml, or KUBECONFIG=FILE",
        "or try without any cluster: meshplan demo",
      ],
    });
  const all = (list: string, part: string): readonly Entry[] =>
    present.flatMap(({ file, root }) => entriesOf(root, list, part, file, cluster));
  return {
    files,
    texts: new Map(present.map(({ file, text }) => [file, text])),
    clusters: all("clusters", "cluster"),
    contexts: all("contexts", "context"),
    users: all("users", "user"),
  };
}

interface ReadFile {
  readonly file: string;
  readonly text: string;
  readonly root: JsonMap;
}

async function readOne(file: string, cluster: string): Promise<ReadFile | undefined> {
  let text: string;
  try {
    text = (await bytesWithin(file, LIMITS.kubeconfig.most)).toString("utf8");
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    if (error instanceof FileBound)
      throw error.kind === "too-large"
        ? tooLarge(file, cluster)
        : slowPipe(file, error.kind, cluster);
    throw new MeshplanError("MP9101", `kubeconfig ${file} cannot be read`, {
      cluster,
      cause: error,
      nextSteps: [`look at it: ${commandLine`ls -l ${file}`}`],
    });
  }
  const documents = parseYaml(text);
  const root = documents?.[0];
  if (documents?.length === 0 || root === null) return { file, text, root: {} };
  if (documents === undefined && isTooMuchYaml(text)) throw tooLarge(file, cluster);
  if (documents?.length !== 1 || !isMap(root))
    throw malformed(file, "it is not one YAML map", cluster);
  return { file, text, root };
}

function tooLarge(file: string, cluster: string): MeshplanError {
  const most = `${LIMITS.kubeconfig.most / 1024 / 1024} MiB or some 100,000 lines`;
  return new MeshplanError("MP9130", `kubeconfig ${file} has more than ${most}`, {
    cluster,
    nextSteps: [
      `keep what the mesh needs: ${commandLine`kubectl config view --kubeconfig ${file} --context CONTEXT --minify --flatten`}`,
    ],
  });
}

function entriesOf(
  root: JsonMap,
  list: string,
  part: string,
  file: string,
  cluster: string,
): readonly Entry[] {
  const entries: Json = root[list] ?? [];
  if (!isList(entries)) throw malformed(file, `${list} is not a list`, cluster);
  const names = new Set<string>();
  return entries.map((entry) => {
    const name = isMap(entry) ? entry["name"] : undefined;
    const value: Json | undefined = isMap(entry) ? (entry[part] ?? {}) : undefined;
    if (typeof name !== "string" || !isMap(value))
      throw malformed(file, `an entry of ${list} is not {name, ${part}}`, cluster);
    // kubectl does not read such a file either. Source: client-go, tools/clientcmd/api/v1/conversion.go.
    if (names.has(name)) throw malformed(file, `${list} has the name ${name} twice`, cluster);
    names.add(name);
    return { name, value, file };
  });
}

/** Names the part, never quotes it: it may be a credential. */
export function malformed(file: string, what: string, cluster: string): MeshplanError {
  return new MeshplanError("MP9102", `kubeconfig ${file} cannot be understood: ${what}`, {
    cluster,
    nextSteps: [commandLine`kubectl config view --kubeconfig ${file}`],
  });
}

/** A string setting of an entry; undefined when absent or empty. */
export function textSetting(
  { value, file }: Entry,
  key: string,
  cluster: string,
): string | undefined {
  const setting = value[key];
  if (setting === undefined || setting === null || setting === "") return undefined;
  if (typeof setting !== "string") throw malformed(file, `${key} is not a text`, cluster);
  return setting;
}

/** A path setting, made absolute. */
export function pathSetting(entry: Entry, key: string, cluster: string): string | undefined {
  const path = textSetting(entry, key, cluster);
  return path === undefined ? undefined : resolve(dirname(entry.file), path);
}
