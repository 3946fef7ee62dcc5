import type { BuildContext } from "./build-context.ts";
import { EXAMPLE_VERSION } from "./istio-versions.ts";
import type { IstioSection, MeshFile } from "./mesh-file.ts";
import type { IstioSettings, Revision } from "./model.ts";
import { nameText } from "./name-text.ts";
import { clusterName } from "./names.ts";
import type { NodePath } from "./parsed.ts";
import { compareVersions } from "./versions.ts";
import { withoutUrlUsers } from "../util/without-url-users.ts";

export const DEFAULT_HUB = "docker.io/istio";
const DEFAULT_NAMESPACE = "istio-system";
const VERSION = /^\d{1,3}\.\d{1,4}\.\d{1,4}(-[0-9A-Za-z]+([.-][0-9A-Za-z]+)*)?$/;

/** The `istio` section: which Istio, where it goes, and which renderer renders it. */
export function buildIstio(file: MeshFile, context: BuildContext): IstioSettings {
  const { istio } = file;
  const revisions = revisionsOf(istio, context);
  const charts = chartsOf(istio, context);
  return {
    version: revisions[0]?.version ?? "",
    namespace: istio.namespace ?? DEFAULT_NAMESPACE,
    hub: istio.hub ?? DEFAULT_HUB,
    renderer: istio.renderer ?? "istioctl",
    ...(charts === undefined ? {} : { charts, writtenCharts: istio.charts ?? charts }),
    ...(istio.rendererSha256 === undefined ? {} : { rendererSha256: istio.rendererSha256 }),
    ingress: istio.ingress ?? "none",
    defaultValidator: istio.defaultValidator ?? true,
    revisions,
    tags: istio.tags ?? {},
    at: context.span(["istio", istio.version === undefined ? "revisions" : "version"]),
    fieldsAt: {
      ...context.spansOf(istio, (field = "") => ["istio", field]),
      ...Object.fromEntries(
        Object.keys(istio.tags ?? {}).map((tag) => [
          `tags.${tag}`,
          context.span(["istio", "tags", tag]),
        ]),
      ),
    },
  };
}

/** Newest first; the unnamed one where the file gives a version. */
function revisionsOf(istio: IstioSection, context: BuildContext): readonly Revision[] {
  const named = Object.entries(istio.revisions ?? {});
  if (istio.version !== undefined && named.length > 0) {
    context.report(
      "MP0308",
      ["istio", "version"],
      "istio has both a version and revisions, which have their own",
      "remove `version`, or `revisions` where one control plane a cluster is enough",
    );
  }
  if (istio.version === undefined && named.length === 0) {
    context.report(
      "MP0308",
      ["istio"],
      "istio has neither a version nor revisions",
      `add \`version: ${EXAMPLE_VERSION}\``,
    );
  }
  if (istio.version !== undefined) {
    const path = ["istio", "version"];
    checkVersion("istio.version", istio.version, path, context);
    return [{ name: "", version: istio.version, at: context.span(path) }];
  }
  const revisions = named.map(([name, { version, clusters }]): Revision => {
    const place = ["istio", "revisions", name];
    checkVersion(`revisions.${name}.version`, version, [...place, "version"], context);
    return {
      name,
      version,
      ...(clusters === undefined ? {} : { clusters: clusters.map(clusterName) }),
      at: context.keySpan(place),
    };
  });
  return revisions.sort(
    (a, b) => compareVersions(b.version, a.version) || (a.name < b.name ? -1 : 1),
  );
}

function checkVersion(field: string, version: string, path: NodePath, context: BuildContext): void {
  if (VERSION.test(version)) return;
  context.report(
    "MP0301",
    path,
    `${nameText(field)} ${nameText(version)} is not a full version`,
    `write major, minor and patch, such as ${EXAMPLE_VERSION}`,
  );
}

function chartsOf({ charts }: IstioSection, context: BuildContext): string | undefined {
  const path = ["istio", "charts"];
  if (charts !== undefined && withoutUrlUsers(charts) !== charts) {
    context.report(
      "MP0309",
      path,
      "istio.charts has a user in its URL, and a mesh file is no place for a password",
      "let Helm know it (helm registry login), or unpack the charts and write their folder",
    );
    return undefined;
  }
  if (charts === undefined || /^(https|oci):\/\/[^\s]+$/.test(charts)) return charts;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(charts)) {
    context.report(
      "MP0309",
      path,
      `istio.charts ${nameText(charts)} is neither a folder nor an https or oci URL`,
      "write the folder of Istio's charts, or oci://ghcr.io/istio/release/charts",
    );
    return undefined;
  }
  return context.path(charts, "istio.charts", path);
}
