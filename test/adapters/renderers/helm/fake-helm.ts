import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { temporaryFolder } from "../../kubernetes/api-server.ts";

export interface FakeHelm {
  readonly path: string;
  /** Arguments of every run so far, in order; folders of this test as FOLDER. */
  readonly runs: () => Promise<readonly string[]>;
  /** The values of the last run for a release. */
  readonly valuesOf: (release: string) => Promise<unknown>;
}

export interface FakeSettings {
  readonly version?: string;
  readonly folder?: string;
  /** A shell command in place of the output of `helm template`. */
  readonly template?: string;
  /** A shell command in place of unpacking a chart. */
  readonly pull?: string;
  /** The version that pulled charts say they are of. */
  readonly pulls?: string;
}

/** Each folder of a test has a name of its own. */
const ROOTS = new RegExp(`${tmpdir()}/[^/ ]+`, "g");

/** Charts with one template, which reads what the requests of the tests set. */
const TEMPLATE = `{{ .Values.global.meshID }} {{ .Values.istiodRemote.injectionPath }}
{{ .Values.global.externalIstiod }} {{ .Values.global.remotePilotAddress }} {{ .Values.global.multiCluster.clusterName }}
{{ .Values.global.network }} {{ .Values.global.hub }} {{ .Values.global.tag }} {{ .Values.defaultRevision }} {{ .Values.pilot.env }}
`;

/** A program that answers as Helm does, and writes down that it ran. It prints one ConfigMap named like the release. */
export async function fakeHelm(settings: FakeSettings = {}): Promise<FakeHelm> {
  const folder = settings.folder ?? (await temporaryFolder());
  const path = join(folder, "helm");
  const template =
    settings.template ??
    `printf -- '---\\n# Source: x\\napiVersion: v1\\nkind: ConfigMap\\nmetadata:\\n  name: %s\\n' "$2"`;
  const pull =
    settings.pull ??
    `mkdir -p "$to/$name/templates" && cp "$0.chart" "$to/$name/Chart.yaml" && cp "$0.template" "$to/$name/templates/all.yaml"`;
  await writeFile(`${path}.chart`, chartFile(settings.pulls ?? "1.31.0"));
  await writeFile(`${path}.template`, TEMPLATE);
  await writeFile(
    path,
    `#!/bin/sh
echo "$*" >> "$0.log"
case "$1" in
version) printf 'v${settings.version ?? "3.21.4"}' ;;
pull) name="\${2##*/}"; for to in "$@"; do :; done; ${pull} ;;
template) cat > "$0.values-$2"; ${template} ;;
esac
`,
  );
  await chmod(path, 0o755);
  return {
    path,
    runs: async () => {
      const log = await readFile(`${path}.log`, "utf8").catch(() => "");
      return log
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => line.replaceAll(ROOTS, "FOLDER"));
    },
    valuesOf: async (release) =>
      JSON.parse(await readFile(`${path}.values-${release}`, "utf8")) as unknown,
  };
}

export function chartFile(version: string): string {
  return `apiVersion: v2\nname: chart\nversion: ${version}\n`;
}

/** Writes charts into folders of these names below a new folder. */
export async function chartsFolder(
  names: readonly string[],
  { version = "1.31.0", newestProfile = "" } = {},
): Promise<string> {
  const root = await temporaryFolder();
  for (const name of names) {
    for (const part of ["templates", "files"])
      await mkdir(join(root, name, part), { recursive: true });
    await writeFile(join(root, name, "Chart.yaml"), chartFile(version));
    await writeFile(join(root, name, "templates/all.yaml"), TEMPLATE);
    if (newestProfile !== "")
      for (const minor of ["1.9", newestProfile])
        await writeFile(join(root, name, `files/profile-compatibility-version-${minor}.yaml`), "");
  }
  return root;
}
