import {
  block,
  type ClientView,
  changeTable,
  connectBlock,
  type Ending,
  endingBlock,
  secretsBlock,
  settingsBlock,
  statusBadge,
} from '../clients/client-view.ts';
import { type Counts, countWords } from '../clients/counts.ts';
import { type ClientFormModel, clientForm } from '../clients/form.ts';
import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { type Html, html } from '../markup/html.ts';
import { copyable } from '../parts/copyable.ts';
import { moment } from '../parts/moment.ts';
import { announcement, notice } from '../parts/notice.ts';
import { type Text, textIn } from '../text/catalogue.ts';

export type AppModel = ClientView & {
  readonly createdAt: number;
  readonly counts: Counts;
};

const section = '/apps';

/** What its owner may do last: an approved app is ended for everybody, another one is deleted. */
function endingOf({ path, status }: AppModel, text: Text): Ending {
  const [verb, consequence, asked] =
    status === 'active'
      ? (['client_deactivate', 'app_deactivate_consequence', 'deactivate'] as const)
      : (['client_delete', 'delete_client_consequence', 'delete'] as const);
  return { title: text(verb), sentence: text(consequence), href: `${path}/${asked}`, tone: 'revoke' };
}

/** One's own app: how far it is, how to connect it, and what its owner may do. product O-2, O-3 */
export function appPage(model: AppModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const { path, status, change } = model;
  const edit = html`<a class="button small" href="${path}/edit">${text('client_edit_it')}</a>`;
  const content = html`${status !== 'active' && notice('info', text(`app_${status}_notice`))}
${
  change &&
  block(
    text('app_change_title'),
    html`<p>${text('app_change_lead')} ${moment(change.submittedAt, frame)}</p><div class="listing">${changeTable(model, change, text)}</div>`,
  )
}
<section class="panel who"><dl class="facts">
<div><dt>${text('client_id')}</dt><dd>${copyable('client-id', model.id, text)}</dd></div>
<div><dt>${text('client_created')}</dt><dd>${moment(model.createdAt, frame)}</dd></div>
<div><dt>${text('client_access')}</dt><dd>${countWords(model.counts, frame)}</dd></div>
</dl></section>
${connectBlock(model, text)}
${secretsBlock(model, 'rotate', frame)}
${settingsBlock(model, 'everyone', { text, action: edit })}
${endingBlock([endingOf(model, text)], text)}`;
  return consoleLayout(
    {
      title: model.name,
      section,
      parent: { path: section, label: text('own_apps') },
      lead: statusBadge(status, text),
      content,
    },
    frame,
  );
}

export type AppEditModel = ClientFormModel & {
  /** Absent: it is a new one. */
  readonly app?: { readonly path: string; readonly name: string; readonly status: ClientView['status'] };
  /** As many wait for approval as may. */
  readonly room: 'some' | 'none';
};

export function appEditPage(model: AppEditModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const { app, room } = model;
  const place = {
    audience: 'everyone',
    ...(app === undefined
      ? { action: section, back: section, verb: text('app_create') }
      : {
          action: `${app.path}/edit`,
          back: app.path,
          verb: text(app.status === 'pending' ? 'client_save' : 'app_submit_change'),
        }),
  } as const;
  const parent =
    app === undefined ? { path: section, label: text('own_apps') } : { path: app.path, label: app.name };
  const title = app === undefined ? text('app_new') : text('client_edit', { client: app.name });
  const content = html`${room === 'none' && announcement('danger', 'failure', text('apps_limit'))}
${app?.status === 'active' && notice('info', text('app_change_notice'))}
${clientForm(model, place, frame)}`;
  return consoleLayout({ title, section, parent, content }, frame);
}
