const SUFFIXES_DECIMAL = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
const SUFFIXES_BINARY = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

/**
 * A quantity as the API server spells it: `2000m` is `2`, `1024Mi` is `1Gi`, `0.5` is `500m`.
 * Text that is not a quantity stays as it is; validation is elsewhere. Source: apimachinery api/resource/quantity.go.
 */
export function canonicalQuantity(text: string): string {
  const match = QUANTITY.exec(text);
  const [, sign = "", whole = "", fraction = "", suffix = "", exponent] = match ?? [];
  if (match === null || whole + fraction === "" || exponent !== undefined) return text;
  if (isKept(whole, fraction, suffix)) return text;
  const digits = BigInt(whole + fraction);
  const negative = sign === "-" && digits !== 0n ? "-" : "";
  if (suffix.endsWith("i")) {
    const bytes =
      (digits * 1024n ** BigInt(SUFFIXES_BINARY.indexOf(suffix))) / 10n ** BigInt(fraction.length);
    return negative + scaled(bytes, 1024n, SUFFIXES_BINARY);
  }
  const nano = digits * 1000n ** BigInt(SUFFIXES_DECIMAL.indexOf(suffix));
  return negative + scaled(divideUp(nano, 10n ** BigInt(fraction.length)), 1000n, SUFFIXES_DECIMAL);
}

/** A quantity that ParseQuantity takes for canonical by its digits keeps its sign and its zeros: `02`, `+2`, `1.500`. */
function isKept(whole: string, fraction: string, suffix: string): boolean {
  const number = whole.replace(/^0+/, "");
  const digits = (number === "" ? "0" : number) + fraction;
  if (suffix.endsWith("i")) {
    const room = 14 - number.length - 3 * SUFFIXES_BINARY.indexOf(suffix);
    return fraction === "" && room >= 0 && (BigInt(digits) & 7n) !== 0n;
  }
  const scale = 3 * (SUFFIXES_DECIMAL.indexOf(suffix) - SUFFIXES_DECIMAL.indexOf(""));
  const exact = digits.length <= 18 && scale - fraction.length >= -9;
  return exact && fraction.length % 3 === 0 && !digits.endsWith("000") && !digits.startsWith("0");
}

function scaled(value: bigint, step: bigint, suffixes: readonly string[]): string {
  if (value === 0n) return "0";
  let rest = value;
  let index = 0;
  while (index < suffixes.length - 1 && rest % step === 0n) {
    rest /= step;
    index += 1;
  }
  return `${String(rest)}${suffixes[index] ?? ""}`;
}

/** Whether the API server reads a text as a quantity. */
export function isQuantity(text: string): boolean {
  const [, , whole = "", fraction = ""] = QUANTITY.exec(text) ?? [];
  return whole + fraction !== "";
}

const QUANTITY = /^([+-]?)(\d+)?(?:\.(\d*))?(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d+))?$/;

function divideUp(value: bigint, by: bigint): bigint {
  return (value + by - 1n) / by;
}
