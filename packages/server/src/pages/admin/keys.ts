import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { questionPage, type TypedName } from '../console/question.ts';
import { type Html, html } from '../markup/html.ts';
import { icons } from '../markup/icons.ts';
import { hiddenFields } from '../parts/form.ts';
import { moment } from '../parts/moment.ts';
import { announcement, notice } from '../parts/notice.ts';
import { type Text, textIn } from '../text/catalogue.ts';

export type KeyRow = {
  readonly kid: string;
  readonly path: string;
  readonly alg: string;
  readonly standing: 'next' | 'active' | 'retiring' | 'retired' | 'gone';
  /** Empty: what clients ask for by themselves. */
  readonly signs: readonly ('access_token' | 'id_token')[];
  /** Epoch seconds. */
  readonly createdAt: number;
  readonly signsFrom: number;
  readonly signsUntil?: number;
};

export type KeysModel = {
  readonly rows: readonly KeyRow[];
  /** Of which there are keys that sign. */
  readonly algorithms: readonly string[];
  /** Why what was asked for was not done. */
  readonly refused?: KeyRefusal;
};

/** Each is a message `key_refused_…`. */
export type KeyRefusal = 'last' | 'on_its_way' | 'pinned' | 'gone';

const section = '/admin/keys';

/** The server's signing keys. product §12.3, protocol.md JW-2 */
export function keysPage(model: KeysModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const heading = (label: string) => html`<th scope="col">${label}</th>`;
  const content = html`${model.refused !== undefined && announcement('danger', 'failure', text(`key_refused_${model.refused}`))}
<div class="panel listing"><table class="list"><caption class="visually-hidden">${text('keys_title')}</caption>
<thead><tr>${heading(text('key_one'))}${heading(text('key_signs'))}${heading(text('client_created'))}${heading(text('key_from'))}${heading(text('key_until'))}<th scope="col"><span class="visually-hidden">${text('actions')}</span></th></tr></thead>
<tbody>${model.rows.map((row) => rowOf(row, frame, text))}</tbody></table></div>
<section class="panel block" aria-labelledby="rotate-title"><h2 id="rotate-title">${text('key_rotate')}</h2><p class="quiet">${text('key_rotate_lead')}</p>
<div class="ask-actions">${model.algorithms.map((alg) => html`<a class="button" href="${section}/rotate?alg=${alg}">${text('key_rotate_one', { alg })}</a>`)}</div></section>`;
  return consoleLayout({ title: text('keys_title'), section, lead: text('keys_lead'), content }, frame);
}

function rowOf(row: KeyRow, frame: ConsoleFrame, text: Text): Html {
  const isOver = row.standing === 'retired' || row.standing === 'gone';
  const signs =
    row.signs.length === 0 ? [text('key_signs_rest')] : row.signs.map((use) => text(`key_${use}`));
  return html`<tr${isOver && html` class="ended"`}>
<th scope="row"><span class="cell-name">${icons.key}<span>${row.alg}</span></span><span class="cell-sub"><span class="state ${row.standing === 'active' ? 'active' : 'neutral'}">${text(`key_${row.standing}`)}</span> <code>${row.kid}</code></span></th>
<td data-label="${text('key_signs')}">${signs.join(', ')}</td>
<td data-label="${text('client_created')}">${moment(row.createdAt, frame)}</td>
<td data-label="${text('key_from')}">${moment(row.signsFrom, frame)}</td>
<td data-label="${text('key_until')}">${row.signsUntil === undefined ? '–' : moment(row.signsUntil, frame)}</td>
<td class="act">${row.standing !== 'gone' && html`<a class="button small revoke" href="${row.path}/retire">${text('key_retire')}<span class="visually-hidden"> · ${row.kid}</span></a>`}</td>
</tr>`;
}

export type KeyQuestionModel =
  | { readonly kind: 'rotate'; readonly alg: string }
  | {
      readonly kind: 'retire';
      readonly kid: string;
      readonly path: string;
      readonly typed: Pick<TypedName, 'state' | 'entered'>;
    };

/** Asks before a key gets a successor, or leaves. product A-3 */
export function keyQuestionPage(model: KeyQuestionModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const place = { section, parent: { path: section, label: text('keys_title') }, back: section } as const;
  if (model.kind === 'rotate') {
    return questionPage(
      {
        ...place,
        title: text('key_rotate_title', { alg: model.alg }),
        consequence: text('key_rotate_consequence'),
        more: hiddenFields({ alg: model.alg }),
        action: `${section}/rotate`,
        verb: text('key_rotate'),
      },
      frame,
    );
  }
  return questionPage(
    {
      ...place,
      title: text('key_retire_title'),
      consequence: text('key_retire_consequence'),
      more: notice('warning', text('key_retire_warning')),
      typed: { name: model.kid, of: 'object', ...model.typed },
      action: `${model.path}/retire`,
      verb: text('key_retire'),
    },
    frame,
  );
}
