import { MeshplanError } from "../errors.ts";
import type { AccessRequest } from "../kube/access-request.ts";
import { textOrNone } from "../kube/at.ts";
import { type Finding, findings } from "../planner/finding.ts";
import { askForRight } from "../planner/missing-right.ts";
import type { ClusterClient } from "../ports.ts";
import { isEmbedded } from "./is-embedded.ts";
import { deniedOf, lackingRights } from "./missing-rights.ts";

/** What a cluster is asked for, and for which command. */
export interface WantedRights {
  readonly command: string;
  readonly requests: readonly AccessRequest[];
}

export interface CheckedUp {
  readonly findings: readonly Finding[];
  /** It answered, and is an embedded one or not. */
  readonly embedded?: boolean;
}

/** No certificate or token that is made now is that old when it is used. */
const TOLERATED_MILLISECONDS = 60_000;

/**
 * Whether a cluster answers this machine, whether the clocks agree and whether its user may do what is wanted. Writes nothing: access
 * reviews are stored by nobody.
 */
export async function checkUp(
  client: ClusterClient,
  wanted: WantedRights | undefined,
): Promise<CheckedUp> {
  const { cluster } = client;
  const server = findings("API server", cluster);
  try {
    const version = textOrNone(await client.getJson("/version"), "gitVersion");
    return {
      findings: [
        server.fine(serverText(client, version)),
        ...(client.unverified === true
          ? [server.note("nobody checks its certificate: insecure-skip-tls-verify")]
          : []),
        clockFinding(client),
        await rightsFinding(client, wanted),
      ],
      embedded: isEmbedded(version),
    };
  } catch (error) {
    if (error instanceof MeshplanError) return { findings: [server.refused(error)] };
    throw error;
  }
}

function serverText({ server, plugin, through }: ClusterClient, version = "?"): string {
  const ways = [
    ...(plugin === undefined ? [] : [`logged in by the plug-in ${plugin}`]),
    ...(through === undefined ? [] : [`through ${through}`]),
  ];
  return [`${server}: Kubernetes ${version.replace(/^v/, "")}`, ...ways].join(", ");
}

/** Certificates and tokens that one side makes are not valid yet for another whose clock is behind. */
function clockFinding(client: ClusterClient): Finding {
  const { fine, wrong, unknown } = findings("clock", client.cluster);
  const ahead = client.ahead();
  if (ahead === undefined) return unknown("the server does not say what time it is");
  if (Math.abs(ahead) <= TOLERATED_MILLISECONDS) return fine("as here");
  const minutes = Math.round(Math.abs(ahead) / 60_000);
  return wrong(
    `${client.cluster} is ${String(minutes)} min ${ahead > 0 ? "ahead of" : "behind"} this machine: certificates and tokens that are made on one side are not valid on the other`,
    "set the clock that is wrong; this machine's: timedatectl status",
  );
}

async function rightsFinding(
  client: ClusterClient,
  wanted: WantedRights | undefined,
): Promise<Finding> {
  const { fine, refused, unknown, wrong } = findings("rights", client.cluster);
  try {
    if (wanted === undefined) {
      // Also the first answer that only somebody gets who is logged in.
      const all = await deniedOf(client, [{ verb: "*", group: "*", resource: "*" }]);
      return all.length === 0
        ? fine("those of an administrator")
        : unknown(
            "not those of an administrator, and what is needed depends on the mesh",
            "name its file: meshplan doctor FILE",
          );
    }
    const lacking = lackingRights(await deniedOf(client, wanted.requests));
    if (lacking.length === 0) return fine(`all that \`${wanted.command}\` needs`);
    return {
      ...wrong(
        `its user may not ${listed(lacking)}, as \`${wanted.command}\` needs`,
        askForRight(client.cluster),
      ),
      code: "MP0503",
    };
  } catch (error) {
    if (error instanceof MeshplanError) return refused(error);
    throw error;
  }
}

const MOST_LISTED = 6;

function listed(lacking: readonly string[]): string {
  const shown = lacking.slice(0, MOST_LISTED).join("; ");
  const left = lacking.length - MOST_LISTED;
  return left > 0 ? `${shown}; and ${String(left)} more` : shown;
}
