import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import type { SignedInAccount } from '../layout/frame.ts';
import { type Html, html } from '../markup/html.ts';
import { type Icon, icons } from '../markup/icons.ts';
import { monogram } from '../parts/client.ts';
import { moment } from '../parts/moment.ts';
import { type PlainKey, textIn } from '../text/catalogue.ts';

export type AccountHomeModel = {
  /** Epoch seconds, in any browser. */
  readonly lastSignInAt: number;
  readonly signedInHereAt: number;
  readonly authorizations: number;
  readonly sessions: number;
  readonly browsers: number;
};

/** Who is signed in, and the way to everything they can look at or undo. */
export function accountHomePage(model: AccountHomeModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const number = new Intl.NumberFormat(frame.locale);
  const tile = (path: string, count: number, shown: { title: PlainKey; lead: PlainKey; icon: Icon }) =>
    html`<li><a class="panel door" href="${path}"><span class="door-head">${icons[shown.icon]}<strong>${text(shown.title)}</strong>${icons.onward}</span>
<span class="figure">${number.format(count)}</span><span class="quiet">${text(shown.lead)}</span></a></li>`;
  const content = html`<section class="panel who">
${frame.account && person(frame.account)}
<dl class="facts">
<div><dt>${text('last_sign_in')}</dt><dd>${moment(model.lastSignInAt, frame)}</dd></div>
<div><dt>${text('signed_in_here')}</dt><dd>${moment(model.signedInHereAt, frame)}</dd></div>
</dl></section>
<ul class="tiles">
${tile('/account/authorizations', model.authorizations, { title: 'authorizations', lead: 'authorizations_short', icon: 'key' })}
${tile('/account/sessions', model.sessions, { title: 'sessions_title', lead: 'sessions_short', icon: 'apps' })}
${tile('/account/browsers', model.browsers, { title: 'browsers_title', lead: 'browsers_short', icon: 'browser' })}
</ul>`;
  const lead = text('account_lead', { site: frame.siteName });
  return consoleLayout({ title: text('account'), section: '/account', lead, content }, frame);
}

function person({ username, name }: SignedInAccount): Html {
  return html`<div class="person"><span class="tile tile-round tile-accent" aria-hidden="true">${monogram(name ?? username)}</span>
<div><p class="person-name">${name ?? username}</p>${name !== undefined && html`<p class="quiet">${username}</p>`}</div></div>`;
}
