/** Owns the questions before something of a client ends. product A-3, C-4 */

import type { ConsoleFrame } from '../console/layout.ts';
import { type NameTyped, type Question, questionPage } from '../console/question.ts';
import { type Html, html } from '../markup/html.ts';
import { hiddenFields } from '../parts/form.ts';
import { textIn } from '../text/catalogue.ts';
import { type Counts, countWords } from './counts.ts';
import type { ClientPlace } from './secret.ts';

export type ClientQuestionModel = ClientPlace &
  (
    | { readonly kind: 'deactivate' | 'deactivate_app' | 'block' | 'make_static' }
    | {
        readonly kind: 'revoke_all' | 'delete';
        readonly counts: Counts;
        readonly typed: NameTyped;
      }
    | { readonly kind: 'delete_secret'; readonly secret: string; readonly label: string }
  );

const paths = {
  deactivate: 'deactivate',
  deactivate_app: 'deactivate',
  block: 'deactivate',
  make_static: 'make-static',
  revoke_all: 'revoke-all',
  delete: 'delete',
  delete_secret: 'delete-secret',
} as const;

export function clientQuestionPage(model: ClientQuestionModel, frame: ConsoleFrame): Html {
  const { section, path, name, kind } = model;
  const place = { section, parent: { path, label: name }, action: `${path}/${paths[kind]}`, back: path };
  return questionPage({ ...place, ...wordsOf(model, frame) }, frame);
}

type Words = Pick<Question, 'title' | 'consequence' | 'verb' | 'more' | 'typed' | 'weight'>;

function wordsOf(model: ClientQuestionModel, frame: ConsoleFrame): Words {
  const text = textIn(frame.locale);
  switch (model.kind) {
    case 'delete_secret':
      return {
        title: text('delete_secret_title', { secret: model.label }),
        consequence: text('delete_secret_consequence'),
        verb: text('client_delete'),
        more: html`${hiddenFields({ secret: model.secret })}`,
      };
    case 'revoke_all':
    case 'delete':
      return endingWords(model, frame);
    default: {
      const words = plainWords[model.kind];
      const { title, consequence, verb } = words;
      return {
        title: text(title, { client: model.name }),
        consequence: text(consequence),
        verb: text(verb),
        ...('weight' in words ? { weight: words.weight } : {}),
      };
    }
  }
}

/** What cannot be redone: with its counts, and its name to be typed. */
function endingWords(
  { kind, name, counts, typed }: Extract<ClientQuestionModel, { kind: 'revoke_all' | 'delete' }>,
  frame: ConsoleFrame,
): Words {
  const text = textIn(frame.locale);
  const client = { client: name };
  const words =
    kind === 'delete'
      ? {
          title: text('delete_client_title', client),
          consequence: text('delete_client_consequence'),
          verb: text('client_delete'),
        }
      : {
          title: text('revoke_client_title', client),
          consequence: text('revoke_client_consequence'),
          verb: text('revoke_client'),
        };
  const more = html`<p class="quiet">${countWords(counts, frame)}</p>`;
  return { ...words, more, typed: { name, of: 'object', ...typed } };
}

const plainWords = {
  deactivate: {
    title: 'deactivate_title',
    consequence: 'deactivate_consequence',
    verb: 'client_deactivate',
  },
  deactivate_app: {
    title: 'deactivate_title',
    consequence: 'app_deactivate_consequence',
    verb: 'client_deactivate',
  },
  block: { title: 'block_title', consequence: 'block_consequence', verb: 'client_block' },
  make_static: {
    title: 'make_static_title',
    consequence: 'make_static_consequence',
    verb: 'make_static',
    weight: 'light',
  },
} as const;
