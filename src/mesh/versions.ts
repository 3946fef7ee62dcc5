/** The minor of a version: `1.31` for `1.31.0`. */
export function minorOf(version: string): string {
  return version.split(".").slice(0, 2).join(".");
}

/** Negative if `a` is older. A pre-release (`1.31.0-rc.1`) is older than its release, and the part after `+` does not count. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  const numbers = left.numbers.findIndex((number, index) => number !== right.numbers[index]);
  if (numbers >= 0) return (left.numbers[numbers] ?? 0) - (right.numbers[numbers] ?? 0);
  if (left.suffix === right.suffix) return 0;
  if (left.suffix === "" || right.suffix === "") return left.suffix === "" ? 1 : -1;
  return comparePreReleases(left.suffix.split("."), right.suffix.split("."));
}

/** Numbers compare by size and come before words, words by their letters; a shorter list is older. Source: semver.org, 11.4. */
function comparePreReleases(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  const [left, right] = [a[at], b[at]];
  if (left === undefined || right === undefined) return a.length - b.length;
  const [isNumber, isOther] = [left, right].map((part) => /^\d+$/.test(part));
  if (isNumber === true && isOther === true) return Number(left) - Number(right);
  if (isNumber !== isOther) return isNumber === true ? -1 : 1;
  return left < right ? -1 : 1;
}

function partsOf(version: string): {
  readonly numbers: readonly number[];
  readonly suffix: string;
} {
  const [ordered = ""] = version.split("+");
  const dash = ordered.indexOf("-");
  const base = dash < 0 ? ordered : ordered.slice(0, dash);
  const [major = 0, minor = 0, patch = 0] = base.split(".").map(Number);
  return { numbers: [major, minor, patch], suffix: dash < 0 ? "" : ordered.slice(dash + 1) };
}

/** How many minors `b` is ahead of `a`, negative where it is behind; undefined where one is no version or the majors differ. */
export function minorsBetween(a: string, b: string): number | undefined {
  const [left, right] = [minorNumber(a), minorNumber(b)];
  if (left === undefined || right?.major !== left.major) return undefined;
  return right.minor - left.minor;
}

function minorNumber(version: string) {
  const match = /^v?(\d+)\.(\d+)/.exec(version);
  return match === null ? undefined : { major: Number(match[1]), minor: Number(match[2]) };
}
