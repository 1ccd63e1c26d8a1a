/**
 * Owns the drawings: one family, 24 units, 1.5 px strokes, the colour of the text around them.
 * Every icon stands beside words, so none of them speaks to assistive technology.
 */
import { type Html, html } from './html.ts';

const drawn = (paths: Html): Html =>
  html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${paths}</svg>`;

export const icons = {
  check: drawn(html`<path d="M5 12.5 10 17.5 19.5 7"/>`),
  cross: drawn(html`<path d="M6.5 6.5 17.5 17.5M17.5 6.5 6.5 17.5"/>`),
  warning: drawn(html`<path d="M12 4 21 19.5H3ZM12 10v4.5M12 17v.1"/>`),
  alert: drawn(html`<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5v5.5M12 16v.1"/>`),
  info: drawn(html`<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.9v.1"/>`),
  clock: drawn(html`<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.2l3.2 2"/>`),
  person: drawn(
    html`<circle cx="12" cy="8.5" r="3.75"/><path d="M4.75 20c.6-3.8 3.5-6 7.25-6s6.65 2.2 7.25 6"/>`,
  ),
  people: drawn(
    html`<circle cx="9" cy="9" r="3.25"/><path d="M3 19c.5-3.2 2.9-5 6-5s5.5 1.8 6 5M15 6a3.25 3.25 0 0 1 0 6M17.5 14.5c1.9.7 3.1 2.3 3.5 4.5"/>`,
  ),
  device: drawn(html`<rect x="3.5" y="5" width="17" height="11" rx="1.5"/><path d="M9 19.5h6"/>`),
  key: drawn(html`<circle cx="8" cy="12" r="4"/><path d="M12 12h8.5v3.5M16.75 12v2.5"/>`),
  shield: drawn(
    html`<path d="M12 3.5 19 6v5.5c0 4.4-2.8 7.4-7 9-4.2-1.6-7-4.6-7-9V6ZM8.5 12l2.5 2.5 4.5-5"/>`,
  ),
  mail: drawn(html`<rect x="3.5" y="5.5" width="17" height="13" rx="1.5"/><path d="m4 7 8 6 8-6"/>`),
  home: drawn(html`<path d="M4 11.5 12 4.5l8 7M6.5 10v9.5h11V10"/>`),
  phone: drawn(html`<rect x="7" y="3.5" width="10" height="17" rx="1.5"/><path d="M11 17.5h2"/>`),
  profile: drawn(
    html`<rect x="3.5" y="5" width="17" height="14" rx="1.5"/><circle cx="9" cy="11" r="2"/><path d="M6 16c.4-1.6 1.5-2.5 3-2.5s2.6.9 3 2.5M14.5 10.5h3.5M14.5 13.5h2.5"/>`,
  ),
  read: drawn(
    html`<path d="M3 12c2.2-4 5.2-6 9-6s6.8 2 9 6c-2.2 4-5.2 6-9 6s-6.8-2-9-6Z"/><circle cx="12" cy="12" r="2.75"/>`,
  ),
  write: drawn(html`<path d="m5 19 .9-4L16 4.9 19.1 8 9 18.1ZM13.7 7.2l3.1 3.1"/>`),
  place: drawn(
    html`<rect x="4" y="4.5" width="16" height="6" rx="1.5"/><rect x="4" y="13.5" width="16" height="6" rx="1.5"/><path d="M7.5 7.5h.1M7.5 16.5h.1"/>`,
  ),
  star: drawn(html`<circle cx="12" cy="12" r="8.5"/><circle cx="12" cy="12" r="3"/>`),
  apps: drawn(
    html`<rect x="4" y="4" width="6.5" height="6.5" rx="1.5"/><rect x="13.5" y="4" width="6.5" height="6.5" rx="1.5"/><rect x="4" y="13.5" width="6.5" height="6.5" rx="1.5"/><rect x="13.5" y="13.5" width="6.5" height="6.5" rx="1.5"/>`,
  ),
  browser: drawn(
    html`<rect x="3.5" y="4.5" width="17" height="15" rx="1.5"/><path d="M3.5 9h17M6.5 6.8h.1M9 6.8h.1"/>`,
  ),
  menu: drawn(html`<path d="M4.5 7h15M4.5 12h15M4.5 17h15"/>`),
  onward: drawn(html`<path d="m9.5 6.5 5.5 5.5-5.5 5.5"/>`),
  back: drawn(html`<path d="M14.5 6.5 9 12l5.5 5.5"/>`),
  gauge: drawn(html`<path d="M4.2 16.5a8.5 8.5 0 1 1 15.6 0M12 14.5l3.8-4.8"/>`),
  list: drawn(html`<path d="M8.5 6.5h11M8.5 12h11M8.5 17.5h11M4.5 6.5h.1M4.5 12h.1M4.5 17.5h.1"/>`),
  lock: drawn(
    html`<rect x="5" y="10.5" width="14" height="9.5" rx="1.5"/><path d="M8 10.5V8a4 4 0 0 1 8 0v2.5M12 14.2v2.2"/>`,
  ),
  search: drawn(html`<circle cx="11" cy="11" r="6"/><path d="m15.5 15.5 4.5 4.5"/>`),
  globe: drawn(
    html`<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c2.3 2.3 3.5 5.1 3.5 8.5s-1.2 6.2-3.5 8.5c-2.3-2.3-3.5-5.1-3.5-8.5s1.2-6.2 3.5-8.5Z"/>`,
  ),
  leave: drawn(html`<path d="M13.5 4.5h-8v15h8M10 12h10.5M17 8.5l3.5 3.5-3.5 3.5"/>`),
} as const;

export type Icon = keyof typeof icons;

/** Beside the name of the site: its own logo where it has one (product.md G-2). */
export const siteMark = ({ logo }: { readonly logo?: string }): Html =>
  logo === undefined ? ownMark : html`<img class="mark logo" src="${logo}" alt="">`;

/** The mark of the product: a ring left open, and the key that closes it. */
const ownMark: Html = html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false"><path class="mark-ring" d="M25.2 10.2A11 11 0 1 0 27 16H17"/><circle class="mark-key" cx="16" cy="16" r="2.75"/></svg>`;
