import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { type Column, type ListView, listing, type Total } from '../console/list.ts';
import { type NameTyped, questionPage } from '../console/question.ts';
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
  /** Empty: what clients ask for by themselves. `encrypted`: nothing, it opens requests. */
  readonly signs: readonly ('access_token' | 'id_token' | 'encrypted')[];
  /** Epoch seconds. */
  readonly createdAt: number;
  readonly signsFrom: number;
  readonly signsUntil?: number;
};

export type KeysModel = {
  readonly view: ListView;
  readonly total: Total;
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
  const { view, total, rows } = model;
  const keys = listing<KeyRow>(
    {
      ...{ path: section, caption: text('keys_title'), view, total, rows },
      name: (row) => nameOf(row, text),
      nameColumn: { label: text('key_one'), sort: 'algorithm' },
      columns: columnsIn(frame, text),
      act: ({ standing, path, kid }) =>
        standing !== 'gone' &&
        html`<a class="button small revoke" href="${path}/retire">${text('key_retire')}<span class="visually-hidden"> · ${kid}</span></a>`,
      isOver: ({ standing }) => standing === 'retired' || standing === 'gone',
      empty: { icon: icons.key, title: text('keys_title'), sentence: text('keys_lead') },
    },
    frame,
  );
  const content = html`${model.refused !== undefined && announcement('danger', 'failure', text(`key_refused_${model.refused}`))}
${keys}
<section class="panel block" aria-labelledby="rotate-title"><h2 id="rotate-title">${text('key_rotate')}</h2><p class="quiet">${text('key_rotate_lead')}</p>
<div class="ask-actions">${model.algorithms.map((alg) => html`<a class="button" href="${section}/rotate?alg=${alg}">${text('key_rotate_one', { alg })}</a>`)}</div></section>`;
  return consoleLayout({ title: text('keys_title'), section, lead: text('keys_lead'), content }, frame);
}

const nameOf = ({ alg, standing, kid }: KeyRow, text: Text): Html =>
  html`<span class="cell-name">${icons.key}<span>${alg}</span></span><span class="cell-sub"><span class="state ${standing === 'active' ? 'active' : 'neutral'}">${text(`key_${standing}`)}</span> <code>${kid}</code></span>`;

const columnsIn = (frame: ConsoleFrame, text: Text): readonly Column<KeyRow>[] => [
  {
    label: text('key_signs'),
    cell: ({ signs }) =>
      signs.length === 0 ? text('key_signs_rest') : signs.map((use) => text(`key_${use}`)).join(', '),
  },
  { label: text('client_created'), sort: 'created', cell: ({ createdAt }) => moment(createdAt, frame) },
  { label: text('key_from'), sort: 'from', cell: ({ signsFrom }) => moment(signsFrom, frame) },
  {
    label: text('key_until'),
    sort: 'until',
    cell: ({ signsUntil }) => (signsUntil === undefined ? '–' : moment(signsUntil, frame)),
  },
];

export type KeyQuestionModel =
  | { readonly kind: 'rotate'; readonly alg: string; readonly use: 'sig' | 'enc' }
  | {
      readonly kind: 'retire';
      readonly use: 'sig' | 'enc';
      readonly kid: string;
      readonly path: string;
      readonly typed: NameTyped;
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
        consequence: text(model.use === 'enc' ? 'key_rotate_encrypted' : 'key_rotate_consequence'),
        more: hiddenFields({ alg: model.alg }),
        action: `${section}/rotate`,
        verb: text('key_rotate'),
        weight: 'light',
      },
      frame,
    );
  }
  return questionPage(
    {
      ...place,
      title: text('key_retire_title'),
      consequence: text(model.use === 'enc' ? 'key_retire_encrypted' : 'key_retire_consequence'),
      more: notice('warning', text('key_retire_warning')),
      typed: { name: model.kid, of: 'object', ...model.typed },
      action: `${model.path}/retire`,
      verb: text('key_retire'),
    },
    frame,
  );
}
