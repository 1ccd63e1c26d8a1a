/**
 * Owns the frame of the console: top bar, navigation at the side or in a menu, content up to 1200 px.
 * Never knows what a page says.
 */
import { htmlDocument } from '../layout/document.ts';
import type { Frame, SignedInAccount } from '../layout/frame.ts';
import { switches } from '../layout/switches.ts';
import { type Fragment, type Html, html } from '../markup/html.ts';
import { icons, siteMark } from '../markup/icons.ts';
import { breakable } from '../parts/breakable.ts';
import { monogram } from '../parts/client.ts';
import { protectedFields } from '../parts/form.ts';
import { type Again, againNotice, result } from '../parts/notice.ts';
import { type Text, textIn } from '../text/catalogue.ts';
import type { Outcome } from './outcomes.ts';
import { referencePath } from './reference-path.ts';
import { type Area, areaOf, areas, type Section } from './sections.ts';
import { shortcutList } from './shortcuts.ts';

export type ConsoleFrame = Frame & {
  /** Epoch seconds: what relative times are counted from. */
  readonly now: number;
  readonly outcome?: Outcome;
  readonly again?: Again;
  /** Decisions that wait for administrators. */
  readonly pending?: number;
};

export type ConsolePage = {
  readonly title: string;
  readonly section: Section;
  /** The way back, above the title: of a page that has no place of its own at the side. */
  readonly parent?: { readonly path: string; readonly label: string };
  /** Under the title. */
  readonly lead?: Fragment;
  /** At the end of the title's line. */
  readonly action?: Fragment;
  readonly content: Fragment;
  /** A button of the page speaks to passkeys. */
  readonly passkeys?: 'used';
};

/** A page of the account or of the administration. */
export function consoleLayout(page: ConsolePage, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const area = areaOf(page.section);
  const body = html`<div class="console" data-close="${text('close')}">
${topBar(area.home, frame, text)}
<details class="menu"><summary>${icons.menu}${text('menu')}</summary>${areaLinks(area.home, frame, text)}${navigation(area, page.section, frame)}</details>
<div class="columns">
<div class="side">${navigation(area, page.section, frame)}</div>
<main id="content" class="content" tabindex="-1">
${frame.outcome !== undefined && result(text(`done_${frame.outcome}`), frame.outcome.endsWith('_settled') ? 'others' : 'you')}
<div class="head"><div class="lead">${page.parent && html`<a class="parent" href="${page.parent.path}">${icons.back}${page.parent.label}</a>`}<h1>${breakable(page.title)}</h1>${page.lead && html`<p class="quiet">${page.lead}</p>`}</div>${page.action}</div>
${againNotice(frame.again, text)}
${page.content}
</main>
</div>
${shortcutList(frame, text)}
</div>`;
  const { title, passkeys } = page;
  return htmlDocument({ title, body, ...(passkeys === undefined ? {} : { passkeys }) }, frame);
}

/** What a page of the console, or of the documentation, is under. */
export type BarPlace = Area['home'] | 'documentation';

type BarFrame = Frame & Pick<ConsoleFrame, 'pending'>;

export function topBar(place: BarPlace, frame: BarFrame, text: Text): Html {
  const { account } = frame;
  return html`<header class="bar"><div class="bar-inner">
<a class="brand" href="/account">${siteMark(frame.assets)}<span>${frame.siteName}</span></a>
${areaLinks(place, frame, text)}
${switches(frame)}
${account === undefined ? signIn(frame, text) : signedIn(account, frame, text)}
</div></header>`;
}

const signIn = ({ here }: Frame, text: Text): Html =>
  html`<a class="button small" href="/login${here !== undefined && html`?${String(new URLSearchParams({ redirect: here }))}`}">${text('docs_sign_in')}</a>`;

function signedIn({ name: given, username, email }: SignedInAccount, frame: Frame, text: Text): Html {
  const name = given ?? username;
  return html`<form method="post" action="/logout" class="bar-account">
${protectedFields(frame)}
<span class="tile tile-round tile-small" aria-hidden="true">${monogram(name)}</span>
<span class="bar-name"><span class="clipped" title="${name}">${name}</span>${email !== undefined && html`<span class="clipped bar-email" title="${email}">${email}</span>`}</span>
<button class="button small" type="submit">${text('sign_out')}</button>
</form>`;
}

/** The parts of the product, for whom may go there. */
export const areaLinks = (current: BarPlace, frame: BarFrame, text: Text): Html =>
  html`<nav class="areas" aria-label="${text('areas')}"><ul>${areas
    .filter(({ audience }) => isAmong(audience, frame.account))
    .map(
      ({ home, label }) =>
        html`<li><a href="${home}"${home === current && html` aria-current="true"`}>${text(label)}${home === '/admin' && badge(frame, text)}</a></li>`,
    )}<li><a href="/docs"${current === 'documentation' && html` aria-current="true"`}>${text('docs_title')}</a></li></ul></nav>`;

const isAmong = (audience: Area['audience'], account: SignedInAccount | undefined): boolean =>
  account !== undefined && (audience === 'everyone' || account.role === 'admin');

/** product A-9 */
const badge = ({ pending = 0 }: BarFrame, text: Text): Html | false =>
  pending > 0 &&
  html` <span class="pending">${pending}<span class="visually-hidden"> ${text('pending_decisions', { count: pending })}</span></span>`;

/** Those that are served. */
const placesIn = ({ places }: Area, { credentials }: ConsoleFrame) =>
  places.filter(({ path }) => credentials === 'served' || !path.endsWith('/credentials'));

function navigation(area: Area, current: Section, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  return html`<nav aria-label="${text(area.pages)}"><ul class="nav">${placesIn(area, frame).map(
    ({ path, label, icon }) =>
      html`<li><a href="${path}"${path === current && html` aria-current="page"`}>${icons[icon]}<span>${text(label)}</span>${path === '/admin/clients' && badge(frame, text)}</a></li>`,
  )}${
    area.home === '/admin' &&
    frame.reference === 'served' &&
    html`<li><a href="${referencePath}">${icons.read}<span>${text('reference_title')}</span></a></li>`
  }</ul></nav>`;
}
