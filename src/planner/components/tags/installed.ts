import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { revisionsOf, tagsOf } from "../../../mesh/revisions.ts";
import type { InstalledTag } from "../../installed.ts";
import { askOwner } from "../installed/ask.ts";
import type { CheckContext } from "../installed/check-context.ts";
import { missing } from "../installed/missing.ts";
import { revisionText } from "../control-plane/revisions.ts";
import { commandLine } from "../../../util/command-line.ts";

/** The tags of the file point to the revisions of the file: workloads that carry one are completed by the istiod it names. */
export function checkTags(
  context: CheckContext,
  found: readonly InstalledTag[],
): readonly Diagnostic[] {
  const { mesh, cluster } = context;
  return revisionsOf(mesh, cluster.name).flatMap((revision) =>
    tagsOf(mesh, revision).flatMap((tag): readonly Diagnostic[] => {
      const live = found.find((one) => one.tag === tag);
      if (live === undefined) {
        const apiVersion = "admissionregistration.k8s.io/v1";
        const kind = "MutatingWebhookConfiguration";
        return [
          missing(context, "control-plane", [
            { apiVersion, kind, name: `istio-revision-tag-${tag}` },
          ]),
        ];
      }
      if (live.revision === revision.name) return [];
      return [
        {
          code: "MP0563",
          message: `the tag ${tag} of ${cluster.name} points to ${revisionText(live.revision)}, and the file says ${revisionText(revision.name)}`,
          help: `write istio.tags.${tag}: ${live.revision}, or ${askOwner(live, cluster, `point it to ${revision.name} (${commandLine`istioctl tag set ${tag} --revision ${revision.name} --overwrite`})`)}`,
          cluster: cluster.name,
          object: live.object,
        },
      ];
    }),
  );
}
