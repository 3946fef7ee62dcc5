/** `1.31` of `1.31.0`. */
export function minorOf(version: string): string {
  return version.split(".").slice(0, 2).join(".");
}

/** Negative where `a` is older. A pre-release (`1.31.0-rc.1`) is older than its release. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  const numbers = left.numbers.findIndex((number, index) => number !== right.numbers[index]);
  if (numbers >= 0) return (left.numbers[numbers] ?? 0) - (right.numbers[numbers] ?? 0);
  if (left.suffix === right.suffix) return 0;
  if (left.suffix === "" || right.suffix === "") return left.suffix === "" ? 1 : -1;
  return left.suffix < right.suffix ? -1 : 1;
}

function partsOf(version: string): {
  readonly numbers: readonly number[];
  readonly suffix: string;
} {
  const dash = version.indexOf("-");
  const base = dash < 0 ? version : version.slice(0, dash);
  const [major = 0, minor = 0, patch = 0] = base.split(".").map(Number);
  return { numbers: [major, minor, patch], suffix: dash < 0 ? "" : version.slice(dash + 1) };
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
