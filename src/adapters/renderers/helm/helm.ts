import { MeshplanError } from "../../../errors.ts";
import { canonicalJson } from "../../../kube/canonical.ts";
import type { KubeObject } from "../../../kube/object.ts";
import type { RenderedManifests, Renderer, RendererInfo, RenderRequest } from "../../../ports.ts";
import { cacheFolder, type Distrusted } from "../cache-folder.ts";
import { compareManifestOrder } from "../manifest-order.ts";
import { outlineFor } from "../outline.ts";
import type { Program, ProgramPlaces } from "../programs.ts";
import { Renders } from "../renders.ts";
import { findHelm, isSupportedHelm } from "./binary.ts";
import { chartText } from "./chart-folder.ts";
import { type ChartRelease, chartReleases } from "./chart-releases.ts";
import { type Charts, PUBLISHED_CHARTS } from "./charts.ts";
import { folderCharts } from "./folder-charts.ts";
import { pulledCharts } from "./pulled-charts.ts";
import { helmReason } from "./reason.ts";
import { unreadValues } from "./unread-values.ts";

interface HelmOptions extends ProgramPlaces {
  /** Where renders and pulled charts are kept between runs; undefined: nowhere. */
  readonly cacheDirectory: string | undefined;
  /** Told of what is not believed there. */
  readonly onDistrust?: (found: Distrusted) => void;
  /** The mesh file is a stranger's: no host that it names is contacted. */
  readonly untrusted?: boolean;
}

/** What renders: a helm that was found, with charts of the right version. */
interface Chosen {
  readonly helm: Program;
  readonly charts: Charts;
}

/** Manifests from `helm template` over Istio's published charts, or, on embedded clusters without Helm, from the outline. */
export function helmManifests(options: HelmOptions): Renderer {
  const cache = cacheFolder(options.cacheDirectory, options.onDistrust);
  const renders = new Renders(cache);
  const chosen = new Map<RendererInfo, Chosen>();
  return {
    choose: async ({ version, charts: from = PUBLISHED_CHARTS }, { embedded }) => {
      const helm = await findHelm(options, cache).catch((error: unknown) => {
        // A path that somebody wrote down is not passed over in silence; a broken program on PATH may be, in a demo.
        if (embedded && options.path === undefined && isBroken(error)) return undefined;
        throw error;
      });
      const misfit = misfitOf(helm);
      if (helm === undefined || misfit !== undefined) {
        if (embedded) return outlineFor(version, misfit ?? "no helm was found");
        throw unfit(helm);
      }
      const isPublished = /^(oci|https?):\/\//.test(from);
      if (isPublished && options.untrusted === true && from !== PUBLISHED_CHARTS)
        throw strangersHost(from);
      const charts = isPublished
        ? pulledCharts({ from, version }, { helm, cache })
        : folderCharts({ from, version });
      await charts.check();
      const info: RendererInfo = {
        kind: "helm",
        version: helm.version,
        sha256: helm.sha256,
        charts: from,
      };
      chosen.set(info, { helm, charts });
      return info;
    },
    render: (info, requests) =>
      Promise.all(
        requests.map(async (request) => {
          const one = chosen.get(info);
          if (one === undefined) throw new Error("internal: a renderer that was not chosen here");
          return await rendered(request, one, renders);
        }),
      ),
  };
}

function strangersHost(charts: string): MeshplanError {
  return new MeshplanError(
    "MP9219",
    `istio.charts is ${charts}, and --untrusted contacts no host that the file names`,
    {
      nextSteps: [
        "leave `istio.charts` out, to take the charts that Istio publishes",
        "or put the charts into a folder beside the file, and name it",
      ],
    },
  );
}

function isBroken(error: unknown): boolean {
  return error instanceof MeshplanError && error.code === "MP9212";
}

function misfitOf(helm: Program | undefined): string | undefined {
  if (helm === undefined) return "no helm was found";
  return isSupportedHelm(helm.version) ? undefined : `${helm.path} is ${helm.version}`;
}

function unfit(helm: Program | undefined): MeshplanError {
  const nextSteps = [
    "install Helm 3.14 or newer and name it: --helm PATH",
    "or let istioctl render: leave istio.renderer out",
  ];
  return helm === undefined
    ? new MeshplanError("MP9210", "the mesh file asks for Helm, and there is none", { nextSteps })
    : new MeshplanError(
        "MP9211",
        `Istio's charts need Helm 3.14 or newer, and ${helm.path} is ${helm.version}`,
        { nextSteps },
      );
}

async function rendered(
  request: RenderRequest,
  chosen: Chosen,
  renders: Renders,
): Promise<RenderedManifests> {
  const { releases, unsupported } = chartReleases(request.operator);
  if (unsupported.length > 0) throw withoutPlace(unsupported, request.for);
  const all = await Promise.all(
    releases.map((release) => renderedRelease(release, releases, request, chosen, renders)),
  );
  const from = releases.map(async ({ chart }) => `${chart} ${await chosen.charts.identity(chart)}`);
  return { objects: all.flat().sort(compareManifestOrder), from: await Promise.all(from) };
}

async function renderedRelease(
  release: ChartRelease,
  releases: readonly ChartRelease[],
  request: RenderRequest,
  { helm, charts }: Chosen,
  renders: Renders,
): Promise<readonly KubeObject[]> {
  const { chart, release: name, namespace } = release;
  const input = canonicalJson(release.values);
  const identity = await charts.identity(chart);
  return renders.objects({
    key: ["helm", helm.version, helm.sha256, identity, name, namespace, input],
    for: `${request.for} (chart ${chart})`,
    renderer: {
      name: "helm",
      path: helm.path,
      failed: "MP9212",
      unreadable: "MP9213",
      check: `${helm.path} template ${name} ${charts.named(chart)}`,
      reason: helmReason,
    },
    command: async () => {
      await refuseUnread(release, releases, request, charts);
      const folder = await charts.folder(chart);
      return { args: ["template", name, folder, "--namespace", namespace, "--values", "-"], input };
    },
  });
}

async function refuseUnread(
  release: ChartRelease,
  releases: readonly ChartRelease[],
  request: RenderRequest,
  charts: Charts,
): Promise<void> {
  const textOf = async ({ chart }: ChartRelease) => chartText(await charts.folder(chart));
  const [own, all] = await Promise.all([textOf(release), Promise.all(releases.map(textOf))]);
  const unread = unreadValues(release, own, all);
  if (unread.length > 0) throw withoutPlace(unread, request.for);
}

function withoutPlace(paths: readonly string[], action: string): MeshplanError {
  return new MeshplanError(
    "MP9217",
    `Istio's Helm charts have no value for ${paths.join(", ")} (${action})`,
    {
      nextSteps: [
        "take it out of the mesh file, or correct its name",
        "or let istioctl render: leave istio.renderer out",
      ],
    },
  );
}
