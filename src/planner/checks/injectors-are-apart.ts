import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Cluster, Mesh } from "../../mesh/model.ts";
import { revisionsOf, tagsOf } from "../../mesh/revisions.ts";
import type { LiveInjector } from "../facts.ts";
import type { Check, Known } from "./check.ts";
import { kubectlFlags } from "../../kube/kubectl-flags.ts";
import { commandLine } from "../../util/command-line.ts";

/**
 * MP0534: an injector asks for the pods of one name, which is that of its revision or of its tag; without a revision it is
 * `default`. The injector of before stays beside the new one where the file has that name as the other of the two, and both
 * complete the same pods with different istiods. No apply removes what left the file.
 */
export const injectorsAreApart: Check<"facts"> = {
  over: "facts",
  codes: ["MP0534"],
  check: ({ mesh, known }) =>
    known.flatMap((one) => {
      const wanted = wantedInjectors(mesh, one.cluster);
      return (one.facts.injectors ?? []).flatMap((live) => {
        const [twin] = wanted.filter((other) => selects(other) === selects(live));
        const isKept = wanted.some((other) => isSame(other, live));
        return twin === undefined || isKept ? [] : [beside(mesh, one, live, twin)];
      });
    }),
};

type Injector = Pick<LiveInjector, "revision" | "tag">;

function wantedInjectors(mesh: Mesh, cluster: Cluster): readonly Injector[] {
  return revisionsOf(mesh, cluster.name).flatMap((revision) => [
    { revision: revision.name },
    ...tagsOf(mesh, revision).map((tag) => ({ revision: revision.name, tag })),
  ]);
}

/** What a namespace or a pod asks for, to be completed by this injector. */
function selects({ revision, tag }: Injector): string {
  return tag ?? (revision === "" ? "default" : revision);
}

/** The same object: the injector of a tag that moved to another revision keeps its name. */
function isSame(a: Injector, b: Injector): boolean {
  return selects(a) === selects(b) && (a.tag === undefined) === (b.tag === undefined);
}

function beside(mesh: Mesh, { cluster }: Known, live: LiveInjector, twin: Injector): Diagnostic {
  const removal = commandLine`kubectl ${kubectlFlags(cluster)} delete mutatingwebhookconfiguration ${live.name}`;
  return {
    code: "MP0534",
    message: `the injector ${live.name} of ${cluster.name} stays, and completes the same pods as ${nameOf(mesh, twin)}, which the file asks for`,
    help:
      twin.tag === undefined
        ? `keep the tag ${selects(live)}, or when no pod has to start until the apply is done: ${removal}, then plan again`
        : `leave the tag ${twin.tag} out until workloads have moved to the label istio.io/rev=${twin.revision}, then: ${removal}, and write the tag again`,
    cluster: cluster.name,
  };
}

/** As the charts name it. */
function nameOf({ istio: { namespace } }: Mesh, { revision, tag }: Injector): string {
  const base = tag === undefined ? "istio-sidecar-injector" : `istio-revision-tag-${tag}`;
  const suffixes = [
    tag === undefined ? revision : "",
    namespace === "istio-system" ? "" : namespace,
  ];
  return [base, ...suffixes].filter((part) => part !== "").join("-");
}
