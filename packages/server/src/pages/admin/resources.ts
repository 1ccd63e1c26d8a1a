import { type ClientFieldFault, faultText } from '../clients/faults.ts';
import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { type ListView, listing, type Total } from '../console/list.ts';
import { type NameTyped, questionPage } from '../console/question.ts';
import { languageNames } from '../layout/switches.ts';
import { type Fragment, type Html, html } from '../markup/html.ts';
import { icons } from '../markup/icons.ts';
import { claimWords } from '../parts/claims.ts';
import { conflictOfValues } from '../parts/conflict.ts';
import { selection, textField, tick } from '../parts/field.ts';
import { protectedFields } from '../parts/form.ts';
import { namesOf } from '../parts/names.ts';
import { announcement } from '../parts/notice.ts';
import { type Locale, locales, type PlainKey, type Text, textIn } from '../text/catalogue.ts';
import {
  effectOptions,
  resourcesPath,
  type ScopeRow,
  scopeChoices,
  scopeFieldLabel,
  scopesSection,
} from './scopes.ts';

export type ResourceRow = {
  readonly path: string;
  readonly uri: string;
  readonly name?: string;
  /** null: any. */
  readonly scopes: readonly string[] | null;
};

export type ResourcesModel = {
  readonly view: ListView;
  readonly total: Total;
  readonly rows: readonly ResourceRow[];
  /** Those that belong to no resource. */
  readonly scopes: readonly ScopeRow[];
};

const section = resourcesPath;

/** What tokens may be for: APIs and MCP servers. product §12.3 */
export function resourcesPage({ view, total, rows, scopes }: ResourcesModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const create = html`<a class="button primary" href="${section}/new">${text('resource_new')}</a>`;
  const resources = listing<ResourceRow>(
    {
      ...{ path: section, caption: text('resources_title'), view, total, rows },
      name: ({ path, uri, name }) =>
        html`<span class="cell-name"><a href="${path}">${name ?? uri}</a></span><span class="cell-below"><code>${uri}</code></span>`,
      nameColumn: { label: text('resource_one'), sort: 'name' },
      columns: [
        {
          label: text('resource_scopes'),
          cell: ({ scopes }) => (scopes === null ? text('resource_any_scope') : namesOf(scopes)),
        },
      ],
      act: ({ path, uri, name }) =>
        html`<a class="button small revoke" href="${path}/delete">${text('client_delete')}<span class="visually-hidden"> · ${name ?? uri}</span></a>`,
      searchLabel: text('resources_search'),
      empty: {
        icon: icons.place,
        title: text('resources_empty_title'),
        sentence: text('resources_empty'),
        action: create,
      },
    },
    frame,
  );
  const page = { title: text('resources_title'), section, lead: text('resources_lead') } as const;
  const content = html`<div class="stack">${resources}</div>${scopesSection(scopes, frame)}`;
  return consoleLayout({ ...page, action: rows.length > 0 && create, content }, frame);
}

/** By the name of the field, as it is posted; ticks that are set are `1`. */
export type ResourceValues = Readonly<Record<string, string>>;

export type ResourceFormModel = {
  readonly values: ResourceValues;
  /** The broken rules by field; those of no field stand at the head. */
  readonly errors: Readonly<Record<string, ClientFieldFault>>;
  readonly state: 'fresh' | 'refused' | 'granted' | 'conflict';
  /** A scope that somebody holds and that would go. */
  readonly granted?: string;
  /** Names the state that is edited; absent: it is a new one. product A-8 */
  readonly version?: string;
  /** What is stored now, where somebody was faster. */
  readonly stored?: ResourceValues;
  /** How many rows for scopes there are. */
  readonly scopeRows: number;
  /** Absent: it is a new one. */
  readonly resource?: { readonly path: string; readonly name: string; readonly uri: string };
  /** The claims a token may tell (clients.md §9). */
  readonly claims: readonly string[];
};

export function resourceFormPage(model: ResourceFormModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const { resource, state } = model;
  const title = resource === undefined ? text('resource_new') : resource.name;
  const parent = { path: section, label: text('resources_title') };
  const content = html`<form method="post" action="${resource?.path ?? section}" class="client-form">
${protectedFields(frame, { version: model.version })}
${state === 'conflict' && announcement('warning', 'failure', text('resource_conflict'))}
${model.stored !== undefined && bothVersions(model.stored, model, text)}
${state === 'refused' && announcement('danger', 'failure', html`${text('client_form_refused')} ${unplaced(model, text)}`)}
${state === 'granted' && announcement('danger', 'failure', html`${text('resource_granted')} <code>${model.granted ?? ''}</code>`)}
<div class="panel form">
${resource === undefined && input({ model, text }, { name: 'resource', label: text('resource_identifier'), hint: text('resource_identifier_hint') })}
${input({ model, text }, { name: 'name', label: text('resource_name') })}
${tick({ name: 'any_scope', label: text('resource_any_scope'), hint: text('resource_any_scope_hint'), checked: model.values['any_scope'] === '1' })}
</div>
<fieldset class="panel form scope-rows"><legend>${text('resource_scopes')}</legend><p class="quiet">${text('resource_scopes_hint')}</p>
${Array.from({ length: model.scopeRows }, (_, index) => scopeRow(model, index, text))}</fieldset>
${tokens(model, text)}
<div class="ask-actions"><button class="button primary" type="submit">${text(resource === undefined ? 'resource_create' : 'client_save')}</button>
<a class="button" href="${section}">${text('cancel')}</a>${resource && html`<a class="button revoke" href="${resource.path}/delete">${text('client_delete')}</a>`}</div></form>`;
  const lead = resource && html`<code>${resource.uri}</code>`;
  return consoleLayout({ title, section, parent, ...(lead === undefined ? {} : { lead }), content }, frame);
}

const formats = (text: Text) => [
  { value: '', label: text('resource_as_client') },
  { value: 'jwt', label: text('client_format_jwt') },
  { value: 'opaque', label: text('client_format_opaque') },
];

function bothVersions(
  stored: ResourceValues,
  { values, scopeRows }: ResourceFormModel,
  text: Text,
): Html | false {
  const rows = Array.from({ length: scopeRows }, (_, index) => scopeChoices(`scope_${index}_`, text));
  const ticked = [{ value: '1', label: text('client_yes') }];
  return conflictOfValues(
    {
      ...{ stored, entered: values, caption: text('resource_conflict') },
      labelOf: (name) => fieldLabel(name, text),
      choices: Object.assign({ access_token_format: formats(text), any_scope: ticked }, ...rows),
    },
    text,
  );
}

function fieldLabel(name: string, text: Text): Fragment | null {
  const [, index, part] = /^scope_(\d+)_(.+)$/.exec(name) ?? [];
  if (part !== undefined) {
    const label = scopeFieldLabel(part, text);
    return label === null
      ? null
      : html`${text('resource_scope_row', { number: Number(index) + 1 })} · ${label}`;
  }
  if (name.startsWith('claim_'))
    return `${text('resource_claims')} · ${claimWords(name.slice('claim_'.length), text)}`;
  const labels: Readonly<Record<string, PlainKey>> = {
    ...{ name: 'resource_name', any_scope: 'resource_any_scope' },
    ...{ access_token_format: 'client_field_access_token_format' },
    access_token_lifetime: 'resource_lifetime',
  };
  const label = labels[name];
  return label === undefined ? null : text(label);
}

const unplaced = ({ errors }: ResourceFormModel, text: Text): Html =>
  html`${errors[''] !== undefined && faultText(errors[''], text)}`;

type Input = { readonly name: string; readonly label: string; readonly hint?: string };

type Sheet = { readonly model: ResourceFormModel; readonly text: Text };

const input = ({ model: { values, errors }, text }: Sheet, { name, label, hint }: Input): Html =>
  textField({
    ...{ name, label, value: values[name], maxlength: 2048, spelling: 'exact' },
    ...(hint === undefined ? {} : { hint }),
    ...(errors[name] === undefined ? {} : { error: faultText(errors[name], text) }),
  });

function scopeRow(model: ResourceFormModel, index: number, text: Text): Html {
  const name = (part: string): string => `scope_${index}_${part}`;
  const flag = (part: 'default' | 'restricted') =>
    tick({
      name: name(part),
      label: text(`resource_scope_${part}`),
      checked: model.values[name(part)] === '1',
    });
  const number = String(index + 1);
  return html`<div class="scope-row" role="group" aria-label="${text('resource_scope_row', { number })}">
${input({ model, text }, { name: name('name'), label: text('resource_scope_name') })}
${input({ model, text }, { name: name('description'), label: text('resource_scope_description') })}
${input({ model, text }, { name: name('implies'), label: text('resource_scope_implies') })}
${selection({ name: name('effect'), label: text('resource_scope_effect'), value: model.values[name('effect')], options: effectOptions(text) })}
${translations(model, index, text)}
<div class="scope-flags">${flag('default')}${flag('restricted')}</div></div>`;
}

/** The sentence of a scope for people who read another language. product T-5 */
function translations(model: ResourceFormModel, index: number, text: Text): Html {
  const nameIn = (locale: Locale): string => `scope_${index}_description_${locale}`;
  const isWrong = locales.some((locale) => model.errors[nameIn(locale)] !== undefined);
  return html`<details class="further"${isWrong && html` open`}><summary>${text('resource_scope_languages')}</summary><div class="fields">${locales.map(
    (locale) =>
      html`<div lang="${locale}">${input({ model, text }, { name: nameIn(locale), label: languageNames[locale] })}</div>`,
  )}</div></details>`;
}

function tokens(model: ResourceFormModel, text: Text): Html {
  const { values, claims } = model;
  const choice = (name: string, label: string, options: readonly { value: string; label: string }[]) =>
    selection({ name, label, options, value: values[name] });
  return html`<details class="panel fold"><summary>${text('client_section_tokens')}</summary><div class="form">
${choice('access_token_format', text('client_field_access_token_format'), formats(text))}
${input({ model, text }, { name: 'access_token_lifetime', label: text('resource_lifetime'), hint: text('resource_lifetime_hint') })}
<fieldset class="ticks"><legend>${text('resource_claims')}</legend>${claims.map((claim) =>
    tick({
      name: `claim_${claim}`,
      label: claimWords(claim, text),
      hint: html`<code>${claim}</code>`,
      checked: values[`claim_${claim}`] === '1',
    }),
  )}</fieldset>
</div></details>`;
}

export type ResourceQuestionModel = {
  readonly path: string;
  readonly name: string;
  readonly typed: NameTyped;
  /** A scope of it that somebody holds; it cannot be deleted. */
  readonly granted?: string;
};

export function resourceQuestionPage(model: ResourceQuestionModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const { path, name, typed, granted } = model;
  return questionPage(
    {
      title: text('delete_resource_title', { resource: name }),
      section,
      parent: { path, label: name },
      consequence: text('delete_resource_consequence'),
      more:
        granted !== undefined &&
        announcement('danger', 'failure', html`${text('resource_granted')} <code>${granted}</code>`),
      typed: { name, of: 'object', ...typed },
      action: `${path}/delete`,
      verb: text('client_delete'),
      back: path,
    },
    frame,
  );
}
