/**
 * Owns the frame of account pages: top bar, navigation at the side or in a menu, content up to 1200 px.
 * Never knows what a page says.
 */
import { htmlDocument } from './layout/document.ts';
import type { Frame } from './layout/frame.ts';
import { type Fragment, type Html, html } from './markup/html.ts';
import { type Icon, icons, siteMark } from './markup/icons.ts';
import { monogram } from './parts/client.ts';
import { protectedFields } from './parts/form.ts';
import { type Again, againNotice, result } from './parts/notice.ts';
import { type PlainKey, type Text, textIn } from './text/catalogue.ts';

/** What an account page may report as done; each is a message `done_…`. */
export const outcomes = [
  'authorization_revoked',
  'session_revoked',
  'all_revoked',
  'browser_ended',
  'others_ended',
] as const;

export type Outcome = (typeof outcomes)[number];

export type ConsoleFrame = Frame & {
  /** Epoch seconds: what relative times are counted from. */
  readonly now: number;
  readonly outcome?: Outcome;
  readonly again?: Again;
};

const sections = [
  { path: '/account', label: 'account_overview', icon: 'person' },
  { path: '/account/authorizations', label: 'authorizations', icon: 'key' },
  { path: '/account/sessions', label: 'sessions_title', icon: 'apps' },
  { path: '/account/browsers', label: 'browsers_title', icon: 'browser' },
] as const satisfies readonly { path: string; label: PlainKey; icon: Icon }[];

export type AccountSection = (typeof sections)[number]['path'];

export type ConsolePage = {
  readonly title: string;
  readonly section: AccountSection;
  /** Under the title. */
  readonly lead?: Fragment;
  /** At the end of the title's line. */
  readonly action?: Fragment;
  readonly content: Fragment;
};

/** A page of the account. */
export function consoleLayout(page: ConsolePage, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const body = html`<div class="console">
${topBar(frame, text)}
<details class="menu"><summary>${icons.menu}${text('menu')}</summary>${navigation(page.section, text)}</details>
<div class="columns">
<div class="side">${navigation(page.section, text)}</div>
<main id="content" class="content" tabindex="-1">
${frame.outcome !== undefined && result(text(`done_${frame.outcome}`))}
<div class="head"><div class="lead"><h1>${page.title}</h1>${page.lead && html`<p class="quiet">${page.lead}</p>`}</div>${page.action}</div>
${againNotice(frame.again, text)}
${page.content}
</main>
</div>
</div>`;
  return htmlDocument({ title: page.title, body }, frame);
}

function topBar(frame: ConsoleFrame, text: Text): Html {
  const name = frame.account?.name ?? frame.account?.username ?? '';
  return html`<header class="bar"><div class="bar-inner">
<a class="brand" href="/account">${siteMark}<span>${frame.siteName}</span></a>
<form method="post" action="/logout" class="bar-account">
${protectedFields(frame)}
<span class="tile tile-round tile-small" aria-hidden="true">${monogram(name)}</span>
<span class="bar-name">${name}</span>
<button class="button small" type="submit">${text('sign_out')}</button>
</form>
</div></header>`;
}

function navigation(current: AccountSection, text: Text): Html {
  return html`<nav aria-label="${text('account_pages')}"><ul class="nav">${sections.map(
    ({ path, label, icon }) =>
      html`<li><a href="${path}"${path === current && html` aria-current="page"`}>${icons[icon]}<span>${text(label)}</span></a></li>`,
  )}</ul></nav>`;
}
