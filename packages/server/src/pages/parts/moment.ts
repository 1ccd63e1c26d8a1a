/** Owns how a moment is shown: how long ago, and exactly, in the zone of who looks. product A-5 */
import { type Html, html } from '../markup/html.ts';
import type { Locale } from '../text/catalogue.ts';
import { dateTimeFormat, relativeTimeFormat } from '../text/formats.ts';

const steps = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const satisfies readonly (readonly [Intl.RelativeTimeFormatUnit, number])[];

/** “3 hours ago”, “in 2 days”; what is less than a minute away is now. */
export function distanceIn(locale: Locale, seconds: number): string {
  const format = relativeTimeFormat(locale, { numeric: 'auto' });
  const [unit, length] = steps.find(([, size]) => Math.abs(seconds) >= size) ?? ['second', null];
  return length === null ? format.format(0, unit) : format.format(Math.trunc(seconds / length), unit);
}

const day = { year: 'numeric', month: 'short', day: 'numeric' } as const;
const minute = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short' } as const;

/** Where and when it is read, and in which language. */
export type Reader = { readonly locale: Locale; readonly now: number; readonly zone?: string };

/** Both, one under the other; the exact moment with its zone, which is UTC where none is known. */
export function moment(at: number, { locale, now, zone = 'UTC' }: Reader): Html {
  const machine = new Date(at * 1000).toISOString();
  const [date, time] = [day, minute].map((shape) =>
    dateTimeFormat(locale, { ...shape, timeZone: zone }).format(at * 1000),
  );
  return html`<time class="moment" datetime="${machine}"><span class="distance">${distanceIn(locale, at - now)}</span>
<span class="quiet"><span>${date}</span> <span>${time}</span></span></time>`;
}
