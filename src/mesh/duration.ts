const FORM = /^(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:(\d{1,6})s)?$/;
const LONGEST_SECONDS = 24 * 60 * 60;

/** The seconds of a duration written as in Go: `90s`, `10m`, `1h30m`. Undefined unless whole seconds, one second to one day. */
export function durationSeconds(text: string): number | undefined {
  const match = FORM.exec(text);
  if (match === null) return undefined;
  const [hours, minutes, seconds] = [match[1], match[2], match[3]].map((part) => Number(part ?? 0));
  const total = (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0);
  return total >= 1 && total <= LONGEST_SECONDS ? total : undefined;
}
