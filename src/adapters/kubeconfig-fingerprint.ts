import { createHash } from "node:crypto";
import { isList, isMap } from "../kube/object.ts";
import { LIMITS } from "../util/limits.ts";
import { bytesWithin } from "./bounded-file.ts";
import { commandPath } from "./exec-plugin.ts";
import { parseYaml } from "./yaml.ts";

/**
 * What trust in a kubeconfig is bound to, hex: the sha256 of its text, and, where it names programs by a path, of those too,
 * for who may change the one may change the other. Without such programs it is what `sha256sum` prints.
 *
 * Not in it: programs that are looked up on PATH, files that arguments name, and what tokens and keys are read from.
 */
export async function fingerprintOf(text: string, folder: string): Promise<string> {
  const own = hash(text);
  const commands = [...new Set(commandsOf(text))].sort();
  const hashes = await Promise.all(
    commands.flatMap((command) => {
      const path = commandPath(command, folder);
      return path === undefined ? [] : [hashOfFile(path).then((found) => `${found}  ${command}`)];
    }),
  );
  return hashes.length === 0 ? own : hash([own, ...hashes].join("\n"));
}

function commandsOf(text: string): readonly string[] {
  const [root] = parseYaml(text) ?? [];
  const users = isMap(root) ? root["users"] : undefined;
  return (isList(users) ? users : []).flatMap((entry) => {
    const user = isMap(entry) ? entry["user"] : undefined;
    const exec = isMap(user) ? user["exec"] : undefined;
    const command = isMap(exec) ? exec["command"] : undefined;
    return typeof command === "string" ? [command] : [];
  });
}

async function hashOfFile(path: string): Promise<string> {
  return await bytesWithin(path, LIMITS.file.most).then(hash, () => "none");
}

function hash(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
