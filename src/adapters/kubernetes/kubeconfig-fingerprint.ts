import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { isList, isMap } from "../../kube/object.ts";
import { LIMITS } from "../../util/limits.ts";
import { bytesWithin } from "../host/bounded-file.ts";
import { commandPath } from "./exec-plugin.ts";
import { parseYaml } from "../host/yaml.ts";

/**
 * What trust in a kubeconfig is bound to, hex: the sha256 of its text, and, where it names programs by a path or gives them
 * files as arguments (`sh ./login.sh`), of those too, for who may change the one may change the other. Without such files it is
 * what `sha256sum` prints.
 *
 * Not in it: programs that are looked up on PATH, what those files use in turn, and what tokens and keys are read from.
 */
export async function fingerprintOf(text: string, folder: string): Promise<string> {
  const own = hash(text);
  const plugins = pluginsOf(text);
  const commands = [...new Set(plugins.map(({ command }) => command))];
  const values = [...new Set(plugins.flatMap(({ args }) => args.flatMap(valuesOf)))];
  // Named as they are written, so that the hash is the same in another checkout.
  const named = await Promise.all([
    ...commands.map(async (command) => {
      const path = commandPath(command, folder);
      return path === undefined ? undefined : `${(await hashOfFile(path)) ?? "none"}  ${command}`;
    }),
    ...values.flatMap((value) =>
      [...new Set([resolve(value), resolve(folder, value)])].map(async (path) => {
        const found = await hashOfFile(path);
        return found === undefined ? undefined : `${found}  ${value}`;
      }),
    ),
  ]);
  const hashes = named.filter((one) => one !== undefined).sort();
  return hashes.length === 0 ? own : hash([own, ...hashes].join("\n"));
}

/** What an argument may name: a file, also behind `--flag=`. A program runs in our folder; a careful one starts at its own. */
function valuesOf(arg: string): readonly string[] {
  return [arg, arg.slice(arg.indexOf("=") + 1)].filter((value) => value !== "");
}

interface Plugin {
  readonly command: string;
  readonly args: readonly string[];
}

function pluginsOf(text: string): readonly Plugin[] {
  const [root] = parseYaml(text) ?? [];
  const users = isMap(root) ? root["users"] : undefined;
  return (isList(users) ? users : []).flatMap((entry) => {
    const user = isMap(entry) ? entry["user"] : undefined;
    const exec = isMap(user) ? user["exec"] : undefined;
    const { command, args } = isMap(exec) ? exec : {};
    if (typeof command !== "string") return [];
    const words = isList(args) ? args : [];
    return [{ command, args: words.filter((word) => typeof word === "string") }];
  });
}

async function hashOfFile(path: string): Promise<string | undefined> {
  return await bytesWithin(path, LIMITS.file.most).then(hash, () => undefined);
}

function hash(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
