import { lstat, readlink, realpath } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";

/** As many links as Linux follows before it gives up with ELOOP. */
const MOST_LINKS = 40;

/**
 * Where a path leads, also where nothing is there yet: links are followed in the part that exists, and a link to nothing leads
 * to where a file would be made.
 */
export async function realPath(path: string, links = MOST_LINKS): Promise<string> {
  const whole = resolve(path);
  const found = await realpath(whole).catch(() => undefined);
  if (found !== undefined) return found;
  const parent = dirname(whole);
  if (parent === whole) return whole;
  const here = join(await realPath(parent, links), whole.slice(parent.length));
  const isLink = await lstat(here).then(
    (status) => status.isSymbolicLink(),
    () => false,
  );
  if (!isLink || links === 0) return here;
  return await realPath(resolve(dirname(here), await readlink(here)), links - 1);
}

/** Whether a real path is a folder or stands in it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
