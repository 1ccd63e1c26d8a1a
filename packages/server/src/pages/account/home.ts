import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import type { SignedInAccount } from '../layout/frame.ts';
import { type Html, html, safeHref } from '../markup/html.ts';
import { type Icon, icons } from '../markup/icons.ts';
import { breakable } from '../parts/breakable.ts';
import { type BrowserName, browserWords } from '../parts/browser.ts';
import { monogram, portrait } from '../parts/client.ts';
import { moment } from '../parts/moment.ts';
import { notice } from '../parts/notice.ts';
import { requestsPath } from '../parts/request.ts';
import { type PlainKey, type Text, textIn } from '../text/catalogue.ts';
import { numberFormat } from '../text/formats.ts';

export type AccountHomeModel = {
  /** Epoch seconds, in any browser. */
  readonly lastSignInAt: number;
  readonly signedInHereAt: number;
  readonly authorizations: number;
  readonly browsers: number;
  /** Those of clients that wait for the person. */
  readonly requests: number;
  /** Applications that can be opened from here. */
  readonly apps: readonly AppTile[];
  /** Those used last, the newest first. */
  readonly latest: readonly LatestApp[];
  /** The newest first. */
  readonly signIns: readonly SignInRow[];
  readonly factors: OwnFactors;
  /** Since when the password is what it is; absent: it is not kept here. */
  readonly passwordSince?: number;
};

/** An application and where it is opened. */
export type AppTile = { readonly name: string; readonly address: string };

/** `at`: of its last use, or of its approval where none is known. */
export type LatestApp = { readonly name: string; readonly at: number };

type OwnFactors = {
  /** Whether an authenticator app is set up. */
  readonly app: boolean;
  readonly passkeys: number;
  readonly recoveryCodesLeft: number;
};

export type SignInRow = { readonly at: number; readonly browser: BrowserName; readonly address?: string };

/** Who is signed in, and the way to everything they can look at or undo. */
export function accountHomePage(model: AccountHomeModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const number = numberFormat(frame.locale);
  const tile = (path: string, count: number, shown: { title: PlainKey; lead: PlainKey; icon: Icon }) =>
    html`<li><a class="panel door" href="${path}"><span class="door-head">${icons[shown.icon]}<strong>${text(shown.title)}</strong>${icons.onward}</span>
<span class="figure">${number.format(count)}</span><span class="quiet">${text(shown.lead)}</span></a></li>`;
  const content = html`${model.requests > 0 && notice('info', html`<a href="${requestsPath}">${text('requests_waiting', { count: model.requests })}</a>`)}
<section class="panel who">
${frame.account && person(frame.account)}
<dl class="facts">
<div><dt>${text('last_sign_in')}</dt><dd>${moment(model.lastSignInAt, frame)}</dd></div>
<div><dt>${text('signed_in_here')}</dt><dd>${moment(model.signedInHereAt, frame)}</dd></div>
</dl></section>
${model.apps.length > 0 && appTiles(model.apps, text)}
<ul class="tiles">
${tile('/account/authorizations', model.authorizations, { title: 'authorizations', lead: 'authorizations_short', icon: 'apps' })}
${tile('/account/browsers', model.browsers, { title: 'browsers_title', lead: 'browsers_short', icon: 'browser' })}
</ul>
${checkUp(model, frame)}`;
  const lead = text('account_lead', { site: frame.siteName });
  return consoleLayout({ title: text('account'), section: '/account', lead, content }, frame);
}

function appTiles(apps: readonly AppTile[], text: Text): Html {
  return html`<section class="fields" aria-labelledby="your-apps"><h2 id="your-apps">${text('home_apps')}</h2>
<ul class="tiles">${apps.map(({ name, address }) => {
    const href = safeHref(address);
    return (
      href !== undefined &&
      html`<li><a class="panel door" href="${href}" rel="noreferrer noopener"><span class="door-head">${portrait({ name })}<strong>${name}</strong>${icons.onward}</span></a></li>`
    );
  })}</ul></section>`;
}

/** How well the account is guarded, and what happened with it lately. */
function checkUp({ passwordSince, factors, signIns, latest }: AccountHomeModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  return html`<section class="fields" aria-labelledby="check-up"><h2 id="check-up">${text('check_up')}</h2>
<dl class="panel details">
${passwordSince !== undefined && html`<div><dt>${text('password_since')}</dt><dd>${moment(passwordSince, frame)} <a href="/account/password">${text('own_password')}</a></dd></div>`}
<div><dt>${text('factors_title')}</dt><dd>${factorWords(factors, text)} <a href="/account/factors">${text('check_factors')}</a></dd></div>
</dl></section>
<div class="charts">
${latestPanel(
  {
    id: 'sign-ins',
    title: text('last_sign_ins'),
    more: { path: '/account/activity', label: text('activity_all') },
  },
  signIns.map(
    ({ at, browser, address }) =>
      html`<li><span>${browserWords(browser, text)}${address !== undefined && html`<br><code>${address}</code>`}</span>${moment(at, frame)}</li>`,
  ),
)}
${latestPanel(
  {
    id: 'latest-apps',
    title: text('latest_apps'),
    more: { path: '/account/authorizations', label: text('authorizations') },
  },
  latest.map(({ name, at }) => html`<li><span>${name}</span>${moment(at, frame)}</li>`),
)}
</div>`;
}

function factorWords({ app, passkeys, recoveryCodesLeft }: OwnFactors, text: Text): Html {
  if (!app && passkeys === 0)
    return html`<p><span class="state paused">${text('check_factors_none')}</span></p>`;
  const has = [app && text('app_title'), passkeys > 0 && text('check_passkeys', { count: passkeys })].filter(
    (words) => words !== false,
  );
  const codes = text('check_codes', { count: recoveryCodesLeft });
  return html`<ul>${has.map((words) => html`<li>${words}</li>`)}<li>${recoveryCodesLeft === 0 ? html`<span class="state paused">${codes}</span>` : codes}</li></ul>`;
}

type LatestPanel = {
  readonly id: string;
  readonly title: string;
  readonly more: { readonly path: string; readonly label: string };
};

const latestPanel = ({ id, title, more }: LatestPanel, rows: readonly Html[]): Html | false =>
  rows.length > 0 &&
  html`<section class="panel latest" aria-labelledby="${id}"><div class="door-head"><h2 id="${id}">${title}</h2><a href="${more.path}">${more.label}</a></div><ol class="pairs">${rows}</ol></section>`;

function person({ username, name, email }: SignedInAccount): Html {
  return html`<div class="person"><span class="tile tile-round tile-accent" aria-hidden="true">${monogram(name ?? username)}</span>
<div><p class="person-name">${name ?? username}</p>${name !== undefined && html`<p class="quiet">${username}</p>`}${email !== undefined && html`<p class="quiet">${breakable(email)}</p>`}</div></div>`;
}
