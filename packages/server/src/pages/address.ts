import type { Frame } from './layout/frame.ts';
import { layout } from './layout/layout.ts';
import { type Html, html } from './markup/html.ts';
import { icons } from './markup/icons.ts';
import { protectedFields } from './parts/form.ts';
import { type Again, againNotice } from './parts/notice.ts';
import { textIn } from './text/catalogue.ts';

export type AddressQuestion = {
  readonly kind: 'verify' | 'take_back';
  /** The path of the link. */
  readonly path: string;
  readonly username: string;
  readonly address: string;
  readonly again?: Again;
};

/** What the link of a message does is done by a click: programs that look at mail open links, too. */
export function addressQuestionPage(
  { kind, path, username: name, address, again }: AddressQuestion,
  frame: Frame,
): Html {
  const text = textIn(frame.locale);
  const title = text(`${kind}_title`);
  const content = html`<div class="body">
<div class="lead"><h1>${title}</h1><p class="quiet">${text(`${kind}_lead`, { address, name })}</p></div>
${againNotice(again, text)}
<form method="post" action="${path}" class="fields">
${protectedFields(frame)}
<button class="button primary" type="submit">${text(`${kind}_submit`)}</button>
</form>
</div>`;
  return layout({ title, content }, frame);
}

export function addressDonePage(kind: AddressQuestion['kind'], frame: Frame): Html {
  const text = textIn(frame.locale);
  const title = text(`${kind}_done_title`);
  const said = kind === 'verify' ? text('verify_done', { site: frame.siteName }) : text('take_back_done');
  const next =
    kind === 'verify'
      ? html`<a class="button" href="/account">${text('login_title')}</a>`
      : html`<a class="button primary" href="/login/forgot">${text('forgot_title')}</a>`;
  const content = html`<div class="body outcome">
<span class="medal success">${icons.check}</span>
<div class="lead"><h1>${title}</h1><p class="quiet">${said}</p></div>
${next}</div>`;
  return layout({ title, content }, frame);
}

/** The same for used, expired and unknown ones. */
export function mailLinkUnusablePage(frame: Frame): Html {
  const text = textIn(frame.locale);
  const title = text('mail_link_unusable_title');
  const content = html`<div class="body outcome">
<span class="medal neutral">${icons.clock}</span>
<div class="lead"><h1>${title}</h1><p class="quiet">${text('mail_link_unusable')}</p></div>
<a class="button" href="/login">${text('login_title')}</a></div>`;
  return layout({ title, content }, frame);
}
