/** A text that is not a time, as the API types read `MicroTime`. The message is Go's. */
export class NoMicroTime extends Error {}

const LAYOUT = "2006-01-02T15:04:05.000000Z07:00";
const SECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;
const MICROSECONDS = /^\.\d{6}(?!\d)/;
const ZONE = /^(?:Z|[+-]\d\d:\d\d)$/;

/**
 * A time in the one spelling that the server stores: UTC, with six digits after the point, which must all be there.
 * Throws NoMicroTime. Source: apimachinery, meta/v1/micro_time.go.
 */
export function inMicroTime(text: string): string {
  const seconds = SECONDS.exec(text)?.[0];
  if (seconds === undefined) throw unreadable(text, text, "2006");
  const fraction = MICROSECONDS.exec(text.slice(seconds.length))?.[0];
  if (fraction === undefined) throw unreadable(text, text.slice(seconds.length), ".000000");
  const zone = text.slice(seconds.length + fraction.length);
  const milliseconds = Date.parse(`${seconds}${zone}`);
  if (!ZONE.test(zone) || Number.isNaN(milliseconds)) throw unreadable(text, zone, "Z07:00");
  return `${new Date(milliseconds).toISOString().slice(0, seconds.length)}${fraction}Z`;
}

function unreadable(text: string, rest: string, part: string): NoMicroTime {
  return new NoMicroTime(
    `parsing time ${JSON.stringify(text)} as "${LAYOUT}": cannot parse ${JSON.stringify(rest)} as "${part}"`,
  );
}
