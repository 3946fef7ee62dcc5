import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Json } from "../kube/object.ts";
import { LIMITS } from "../util/limits.ts";
import { bytesWithin } from "./bounded-file.ts";
import { writeFile } from "./write-file.ts";

/**
 * JSON that can be made again, kept between runs. Nothing here ever fails: what cannot be read, or is not what was
 * written, counts as absent; what cannot be written is made anew the next time.
 */
export interface CacheFolder {
  read(name: string): Promise<Json | undefined>;
  write(name: string, value: Json): Promise<void>;
}

/** `XDG_CACHE_HOME/meshplan`, else `~/.cache/meshplan`. */
export function defaultCacheFolder(
  env: { readonly [name: string]: string | undefined },
  home: string,
): string {
  const base = env["XDG_CACHE_HOME"] ?? "";
  return join(base === "" ? join(home, ".cache") : base, "meshplan");
}

/** Files of one line of checksum and one of JSON, written beside and renamed: two runs at a time do not disturb. */
export function cacheFolder(folder: string): CacheFolder {
  return {
    read: async (name) => {
      try {
        return checked((await bytesWithin(join(folder, name), LIMITS.file.most)).toString("utf8"));
      } catch {
        return undefined;
      }
    },
    write: async (name, value) => {
      const text = JSON.stringify(value);
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const whole = `${checksum(text)}\n${text}`;
        await writeFile(join(folder, name), whole, { mode: 0o600, sync: false });
      } catch {
        // Made anew the next time.
      }
    },
  };
}

function checked(file: string): Json | undefined {
  const end = file.indexOf("\n");
  const text = file.slice(end + 1);
  return file.slice(0, end) === checksum(text) ? (JSON.parse(text) as Json) : undefined;
}

function checksum(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
