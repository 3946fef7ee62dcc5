import { MeshplanError } from "../errors.ts";
import { checkUp, type CheckedUp, type WantedRights } from "../observe/check-up.ts";
import { chooser } from "../observe/manifests.ts";
import type { DesiredAction } from "../planner/desired-action.ts";
import { type Finding, findings, problemsOnce } from "../planner/finding.ts";
import { countSteps, type OnStep } from "../planner/plan-step.ts";
import type { Ports } from "../ports.ts";
import { connectEach, type Target } from "./clients.ts";
import { desiredUnasked, versionsToRender } from "./desire.ts";
import { grantsIn } from "./grants.ts";
import type { Planned } from "./planning.ts";

interface CheckUpRequest {
  readonly targets: readonly Target[];
  /** Absent: there is no mesh file, and no rights and no renderer that it needs. */
  readonly mesh: Planned | undefined;
  /** Only what `plan --read-only` needs. */
  readonly readOnly: boolean;
  /** No cluster is asked, and nothing is rendered. */
  readonly offline: boolean;
  readonly onStep: OnStep;
}

/**
 * Everything that stands between this machine and its clusters, of all of them at once: no problem hides another. Asks as `plan`
 * does, with the same trust in kubeconfigs that a file names, and writes nothing.
 */
export async function checkUpAll(
  ports: Ports,
  { targets, mesh, readOnly, offline, onStep }: CheckUpRequest,
): Promise<readonly Finding[]> {
  const connected = await connectEach(ports, targets);
  if (offline) {
    const rows = connected.map((one): Finding => {
      const context = findings("API server", one.cluster);
      return "error" in one
        ? context.refused(one.error)
        : context.unknown(`${one.server}: not asked, by --offline`);
    });
    return problemsOnce([...(await rendererFindings(ports, mesh, false)), ...rows]);
  }
  const rights = await wantedRights(ports, mesh, readOnly);
  const counted = countSteps("read", targets.length, onStep);
  const checked = await Promise.all(
    connected.map(async (one): Promise<CheckedUp> =>
      "error" in one
        ? { findings: [findings("API server", one.cluster).refused(one.error)] }
        : await counted(checkUp(one, rights.of(one.cluster))),
    ),
  );
  const known = checked.flatMap(({ embedded }) => embedded ?? []);
  const embedded = known.length > 0 && !known.includes(false);
  return problemsOnce([
    ...(await rendererFindings(ports, mesh, embedded)),
    ...rights.problems,
    ...checked.flatMap((one) => one.findings),
  ]);
}

/** Whether there is what renders each Istio of the mesh; the outline stands in on embedded clusters, as in a plan. */
async function rendererFindings(
  ports: Ports,
  planned: Planned | undefined,
  embedded: boolean,
): Promise<readonly Finding[]> {
  if (planned === undefined) return [];
  const { fine, refused } = findings(planned.mesh.istio.renderer);
  const choose = chooser(ports, planned.mesh, embedded);
  return await Promise.all(
    versionsToRender(planned).map(async (version) => {
      try {
        const { kind, note = "", ...found } = await choose(version);
        return fine(
          kind === "outline"
            ? `the built-in outline stands in for Istio ${version}: ${note}`
            : `${kind} ${found.version}, for Istio ${version}`,
        );
      } catch (error) {
        if (error instanceof MeshplanError) return refused(error);
        throw error;
      }
    }),
  );
}

interface Rights {
  of(cluster: string): WantedRights | undefined;
  readonly problems: readonly Finding[];
}

/** The rights that `meshplan rbac` prints, for one cluster each. Where nothing renders, which is a problem of its own, the outline stands in. */
async function wantedRights(
  ports: Ports,
  planned: Planned | undefined,
  readOnly: boolean,
): Promise<Rights> {
  if (planned === undefined) return { of: () => undefined, problems: [] };
  let desired: readonly DesiredAction[];
  try {
    ({ desired } = await desiredUnasked(ports, planned, { outline: true }));
  } catch (error) {
    if (!(error instanceof MeshplanError)) throw error;
    const { refused } = findings("rights");
    return { of: () => undefined, problems: [refused(error)] };
  }
  const account = readOnly ? "plan" : "apply";
  const command = readOnly ? "meshplan plan --read-only" : "meshplan apply";
  return {
    of: (cluster) => {
      const clusters = planned.mesh.clusters.flatMap(({ name }) => (name === cluster ? name : []));
      const requests = grantsIn(planned, desired, { account, clusters, secrets: false });
      return { command, requests };
    },
    problems: [],
  };
}
