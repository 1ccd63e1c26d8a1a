import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { type Html, html } from '../markup/html.ts';
import { copyable } from '../parts/copyable.ts';
import { notice } from '../parts/notice.ts';
import { momentIn, textIn } from '../text/catalogue.ts';
import { peoplePath } from './people.ts';

export type ToldOnceModel = {
  readonly username: string;
  /** The page about them. */
  readonly path: string;
} & (
  | { readonly kind: 'password'; readonly password: string }
  /** `until`: epoch seconds. */
  | {
      readonly kind: 'link';
      readonly address: string;
      readonly until: number;
      /** It was to be sent, and was not. */
      readonly mail?: 'limited' | undefined;
    }
);

/** A new password, or a link to set one: in this answer, and never again. product U-1, U-5 */
export function toldOncePage(model: ToldOnceModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const { path, username: name } = model;
  const value = model.kind === 'password' ? model.password : model.address;
  const content = html`<div class="panel form">
${model.kind === 'link' && model.mail === 'limited' && notice('danger', text('mail_limited'))}${notice('warning', text('told_once'))}
<p class="told">${copyable('told', value, text)}</p>
${model.kind === 'link' && html`<p>${text('told_link', { until: momentIn(frame.locale, model.until) })}</p>`}
<div class="ask-actions"><a class="button primary" href="${path}">${text('told_done')}</a></div>
</div>`;
  const title = text(`told_${model.kind}_title`, { name });
  return consoleLayout({ title, section: peoplePath, parent: { path, label: name }, content }, frame);
}
