const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

const plural = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`;

/** A time to come, as people say it: how long from now, and when by their own clock. */
export function formatExpiry(expiresAt: number | undefined, nowMilliseconds: number): string {
  if (expiresAt === undefined) return 'as long as the server likes; it did not say';
  const left = Math.round(expiresAt - nowMilliseconds / 1000);
  const at = new Date(expiresAt * 1000);
  const clock = `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`;
  if (left <= 0) return `expired at ${clock}`;
  if (left < 2 * minute) return `${clock}, in ${plural(left, 'second')}`;
  if (left < 2 * hour) return `${clock}, in ${plural(Math.round(left / minute), 'minute')}`;
  if (left < 2 * day) return `${clock}, in ${plural(Math.round(left / hour), 'hour')}`;
  return `${at.toLocaleDateString('en-CA')} ${clock}, in ${plural(Math.round(left / day), 'day')}`;
}

/** For programs: ISO 8601, or null. */
export const isoTime = (seconds: number | undefined): string | null =>
  seconds === undefined ? null : new Date(seconds * 1000).toISOString();
