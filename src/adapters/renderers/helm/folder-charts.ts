import { join } from "node:path";
import { MeshplanError } from "../../../errors.ts";
import { minorOf, sameMinor } from "../programs.ts";
import { chartVersion, digestOfFolder, linkOutOf, minorOfSource } from "./chart-folder.ts";
import type { ChartName } from "./chart-releases.ts";
import { type Charts, type ChartsPlace, once, PUBLISHED_CHARTS } from "./charts.ts";
import { commandLine } from "../../../util/command-line.ts";

/** As a release and a pulled chart call the folder, and as Istio's source does. */
const FOLDERS: { readonly [C in ChartName]: readonly string[] } = {
  base: ["base"],
  istiod: ["istiod", "istio-control/istio-discovery"],
  gateway: ["gateway"],
  cni: ["cni", "istio-cni"],
  ztunnel: ["ztunnel"],
};

/** Charts side by side in a folder: pulled ones, those of an unpacked release, or those of Istio's source. */
export function folderCharts({ from: root, version }: ChartsPlace): Charts {
  const folders = new Map<ChartName, Promise<string>>();
  const identities = new Map<ChartName, Promise<string>>();
  const folder = (chart: ChartName): Promise<string> =>
    once(folders, chart, () => confinedFolder(root, chart, version));
  return {
    check: async () => {
      await folder("istiod");
    },
    folder,
    named: (chart) => join(root, FOLDERS[chart][0] ?? chart),
    identity: (chart) =>
      once(identities, chart, async () => `sha256:${await digestOfFolder(await folder(chart))}`),
  };
}

async function confinedFolder(root: string, chart: ChartName, version: string): Promise<string> {
  const folder = await folderOf(root, chart, version);
  const link = await linkOutOf(folder, root);
  if (link === undefined) return folder;
  throw new MeshplanError("MP9019", `${link} is a link to a file outside of ${root}`, {
    nextSteps: ["put the file itself there, or take charts that have no such link"],
  });
}

async function folderOf(root: string, chart: ChartName, version: string): Promise<string> {
  // Revisions of several versions have a folder each.
  for (const base of [join(root, version), root, join(root, "manifests/charts")])
    for (const name of FOLDERS[chart]) {
      const folder = join(base, name);
      const found = await chartVersion(folder);
      if (found === undefined) continue;
      const minor = found === SOURCE_VERSION ? await minorOfSource(folder) : minorOf(found);
      if (minor === undefined || sameMinor(minor, version)) return folder;
      throw new MeshplanError(
        "MP9215",
        `the charts for Istio ${version} must be of Istio ${minorOf(version)}, and ${folder} is of ${minor}`,
        { nextSteps: [`put the charts of Istio ${version} there, or change istio.version`] },
      );
    }
  throw new MeshplanError(
    "MP9214",
    `${root} has no chart ${chart}: there is no Chart.yaml in ${FOLDERS[chart].join(" or ")}`,
    {
      nextSteps: [
        commandLine`helm pull ${PUBLISHED_CHARTS}/${chart} --version ${version} --untar --untardir ${root}`,
        "or name the folder that holds base, istiod and gateway in istio.charts",
      ],
    },
  );
}

/** What every chart in Istio's source calls itself, and the charts inside istioctl too. */
const SOURCE_VERSION = "1.0.0";
