import type { SentRequest } from "../adapters/kubernetes/requester.ts";
import type { ClusterClient, Ports } from "../ports.ts";
import { printable } from "../util/printable.ts";
import type { Output } from "./output.ts";

/**
 * What `-v` says on stderr, a line each: what leads to each cluster, every request with its answer, and what renders. A line passes the
 * registry of secrets as all output does, and no body, header or variable is in it.
 */
export class Debug {
  readonly #say: Output["printError"];

  constructor({ printError }: Pick<Output, "printError">) {
    this.#say = printError;
  }

  readonly sent = ({ cluster, method, url, ended, milliseconds }: SentRequest): void => {
    void this.#say(
      printable`debug: ${cluster}: ${method} ${url}: ${ended}, ${Math.round(milliseconds)} ms`,
    );
  };

  /** The same ports; what they decide is said. */
  following({ clusters, manifests, ...ports }: Ports): Ports {
    return {
      ...ports,
      clusters: {
        ...clusters,
        connect: async (target) => {
          const client = await clusters.connect(target);
          void this.#say(printable`debug: ${target.cluster}: ${wayText(client)}`);
          return client;
        },
      },
      manifests: {
        ...manifests,
        choose: async (wanted, where) => {
          const chosen = await manifests.choose(wanted, where);
          const { kind, version, note, sha256 = "" } = chosen;
          const why = note === undefined ? `sha256:${sha256}` : note;
          void this.#say(
            printable`debug: ${kind} ${version} renders Istio ${wanted.version} (${why})`,
          );
          return chosen;
        },
      },
    };
  }
}

function wayText({ context, kubeconfig, server, plugin, through, unverified }: ClusterClient) {
  return [
    `context ${context}${kubeconfig === undefined ? "" : ` of ${kubeconfig}`} leads to ${server}`,
    ...(plugin === undefined ? [] : [`logged in by the plug-in ${plugin}`]),
    ...(through === undefined ? [] : [`through ${through}`]),
    ...(unverified === true ? ["whose certificate nobody checks"] : []),
  ].join(", ");
}
