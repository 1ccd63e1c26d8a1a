/** Owns the pages on which a client gets a secret, and sees it once. product C-2 */

import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import type { Section } from '../console/sections.ts';
import { type Html, html, ownPath } from '../markup/html.ts';
import { copyable } from '../parts/copyable.ts';
import { selection, textField } from '../parts/field.ts';
import { protectedFields } from '../parts/form.ts';
import { announcement, notice } from '../parts/notice.ts';
import { textIn } from '../text/catalogue.ts';
import { numberFormat } from '../text/formats.ts';

export type ClientPlace = {
  readonly section: Section;
  readonly path: string;
  readonly name: string;
};

export type SecretFormModel = ClientPlace & {
  /** `add`: one more beside the one in use; `regenerate`: in its place. */
  readonly kind: 'add' | 'regenerate';
  readonly state: 'fresh' | 'full';
};

export function secretFormPage(model: SecretFormModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const { kind, path, name, section } = model;
  const isNew = kind === 'add';
  const days = (values: readonly number[], zero: string) =>
    values.map((value) => ({
      value: String(value),
      label: value === 0 ? zero : daysIn(frame.locale, value),
    }));
  const content = html`<form method="post" action="${ownPath(`${path}/${isNew ? 'secrets' : 'regenerate-secret'}`) ?? section}" class="panel form">
${protectedFields(frame)}
${model.state === 'full' && announcement('danger', 'failure', text('secret_full'))}
<p>${text(isNew ? 'secret_add_lead' : 'secret_regenerate_lead')}</p>
${textField({ name: 'label', label: text('secret_label'), hint: text('secret_label_hint'), maxlength: 100 })}
${
  isNew
    ? selection({
        name: 'days',
        label: text('secret_ends'),
        options: days([0, 30, 90, 365], text('client_never')),
      })
    : selection({
        name: 'earlier',
        label: text('secret_earlier'),
        options: days([0, 1, 7, 30], text('client_now')),
      })
}
<div class="ask-actions"><button class="button primary" type="submit">${text(isNew ? 'secret_add' : 'secret_regenerate')}</button>
<a class="button" href="${path}">${text('cancel')}</a></div></form>`;
  const title = text(isNew ? 'secret_add' : 'secret_regenerate');
  return consoleLayout({ title, section, parent: { path, label: name }, content }, frame);
}

const daysIn = (locale: string, days: number): string =>
  numberFormat(locale, { style: 'unit', unit: 'day', unitDisplay: 'long' }).format(days);

export type SecretShownModel = ClientPlace & { readonly id: string; readonly secret: string };

/** The only time the secret is shown. */
export function secretShownPage(
  { section, path, name, id, secret }: SecretShownModel,
  frame: ConsoleFrame,
): Html {
  const text = textIn(frame.locale);
  const content = html`<section class="panel block">
${notice('warning', text('secret_once'))}
<dl class="facts wide-facts">
<div><dt>${text('client_id')}</dt><dd>${copyable('client-id', id, text)}</dd></div>
<div><dt>${text('client_secret')}</dt><dd>${copyable('client-secret', secret, text)}</dd></div>
</dl>
<div class="ask-actions"><a class="button primary" href="${path}">${text('secret_kept')}</a></div></section>`;
  return consoleLayout(
    { title: text('secret_shown'), section, parent: { path, label: name }, content },
    frame,
  );
}
