import { programFolders } from "./cache.ts";
import { kubeconfigPath, type Place } from "./place.ts";

/** The command line that runs `command` inside a rig. */
export function insideCommand(place: Place, command: readonly string[]): readonly string[] {
  return ["ip", "netns", "exec", place.namespace, ...command];
}

/** The environment for it: the rig's kubeconfig, and its programs first on PATH. */
export function insideEnvironment(place: Place): Readonly<Record<string, string>> {
  return {
    KUBECONFIG: kubeconfigPath(place),
    PATH: [...programFolders(), process.env["PATH"] ?? ""].join(":"),
  };
}
