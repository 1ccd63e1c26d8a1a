import type { TriedAssertion } from '@grantor/engine';
import { type ClientFieldFault, faultText } from '../clients/faults.ts';
import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { type NameTyped, questionPage } from '../console/question.ts';
import { type Html, html } from '../markup/html.ts';
import { claimWords, knownClaims } from '../parts/claims.ts';
import { conflictTable } from '../parts/conflict.ts';
import { selection, textArea, textField, tick } from '../parts/field.ts';
import { protectedFields } from '../parts/form.ts';
import { moment } from '../parts/moment.ts';
import { announcement, notice } from '../parts/notice.ts';
import { type PlainKey, type Text, textIn } from '../text/catalogue.ts';
import { policyHome, policyPaths, type RecordKind } from './policies.ts';
import {
  type claimMembers,
  fixedValue,
  mostClaims,
  type PolicyEntered,
  type PolicyField,
  policyFields,
} from './policy-fields.ts';

export type PolicyFormModel = {
  readonly kind: RecordKind;
  /** JSON with the members of the bootstrap file. */
  readonly declaration: string;
  /** All that is wrong with that text. */
  readonly problems: readonly ClientFieldFault[];
  /** The same in fields; absent: it is edited as one text. */
  readonly entered?: PolicyEntered;
  /** What is wrong, by the fields; what has none is under the empty name. */
  readonly faults?: Readonly<Record<string, ClientFieldFault>>;
  /** Whether the text could be edited in fields as well. */
  readonly fits?: 'fields';
  readonly state: 'fresh' | 'refused' | 'taken' | 'conflict';
  /** Names the state that is edited. product A-8 */
  readonly version?: string;
  /** What is stored now, where somebody was faster. */
  readonly stored?: string;
  /** Absent: it is a new one. */
  readonly record?: { readonly path: string; readonly id: string };
  /** What would come of an assertion. */
  readonly tried?: TriedAssertion;
};

export function policyFormPage(model: PolicyFormModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const { kind, record, state, problems, stored } = model;
  const title = record?.id ?? text(`policy_new_${kind}`);
  const home = policyHome(kind);
  const parent = { path: home.path, label: text(home.title) };
  const content = html`<form method="post" action="${record?.path ?? policyPaths[kind]}" class="client-form">
${protectedFields(frame, { version: model.version })}
${notice('warning', text(`policy_warning_${kind}`))}
${state === 'conflict' && announcement('warning', 'failure', text('policy_conflict'))}
${stored !== undefined && bothVersions(stored, model, text)}
${state === 'taken' && announcement('danger', 'failure', text('policy_taken'))}
${state === 'refused' && announcement('danger', 'failure', text('client_form_refused'))}
${model.entered === undefined ? asText(model, problems, text) : asFields({ ...model, entered: model.entered }, text)}
<div class="ask-actions"><button class="button primary" type="submit">${text(record === undefined ? 'policy_create' : 'client_save')}</button>
<a class="button" href="${home.path}">${text('cancel')}</a>${record && html`<a class="button revoke" href="${record.path}/delete">${text('client_delete')}</a>`}</div></form>
${kind === 'trusted_issuer' && record && trial(model.tried, record.path, frame)}`;
  return consoleLayout({ title, section: home.path, parent, content }, frame);
}

const asText = (model: PolicyFormModel, problems: PolicyFormModel['problems'], text: Text): Html =>
  html`<div class="panel form">
${textArea({
  ...{ name: 'declaration', label: text('policy_declaration'), value: model.declaration },
  ...{ hint: text('policy_declaration_hint'), rows: 18, maxlength: 16_384, form: 'json' },
  ...(problems.length === 0 ? {} : { error: faultLines(problems, text) }),
})}
</div>
${model.fits === 'fields' && html`<p class="quiet"><a href="${addressOf(model)}">${text('declare_as_fields')}</a></p>`}`;

const addressOf = ({ kind, record }: PolicyFormModel): string => record?.path ?? `${policyPaths[kind]}/new`;

type InFields = PolicyFormModel & { readonly entered: PolicyEntered };

function asFields(model: InFields, text: Text): Html {
  const { kind, entered, faults = {}, record } = model;
  const unplaced = faults[''];
  const isFixed = (member: string) => member === 'id' && record !== undefined;
  return html`<input type="hidden" name="as" value="fields">
<div class="panel form">
${unplaced !== undefined && html`<p class="field-error" data-failure tabindex="-1">${faultText(unplaced, text)}</p>`}
${policyFields[kind].map((field) =>
  isFixed(field.member)
    ? html`<input type="hidden" name="id" value="${record?.id ?? ''}">`
    : policyField(field, { entered, faults, text }),
)}
</div>
${kind === 'credential_configuration' && claimRows({ entered, faults, text })}
<p class="quiet"><a href="${addressOf(model)}?as=json">${text('declare_as_json')}</a></p>`;
}

type Filling = {
  readonly entered: PolicyEntered;
  readonly faults: NonNullable<PolicyFormModel['faults']>;
  readonly text: Text;
};

function policyField({ member, as, label, hint, options }: PolicyField, filling: Filling): Html {
  const { entered, faults, text } = filling;
  const fault = faults[member];
  const field = {
    ...{ name: member, label: text(label), value: entered[member] ?? '' },
    ...(hint === undefined ? {} : { hint: text(hint) }),
    ...(fault === undefined ? {} : { error: faultText(fault, text) }),
  };
  if (options !== undefined)
    return selection({
      ...field,
      options: options.map(([value, words]) => ({ value, label: words === null ? value : text(words) })),
    });
  if (as === 'json') return textArea({ ...field, rows: 4, maxlength: 16_384, form: 'json' });
  if (as === 'lines' || as === 'rules') return textArea({ ...field, rows: 3, maxlength: 16_384 });
  return textField({ ...field, ...exact });
}

const exact = { spelling: 'exact', maxlength: 2048 } as const;

/** Rows that are empty, for more claims. */
const spareRows = 3;

function claimRows(filling: Filling): Html {
  const { entered, text } = filling;
  const rows = Array.from({ length: mostClaims }, (_, index) => index);
  const used = rows.filter((index) => (entered[`claims[${index}].path`] ?? undefined) !== undefined).length;
  return html`<section class="panel form" aria-labelledby="claims-title"><h2 id="claims-title">${text('declare_claims')}</h2>
<p class="quiet">${text('declare_claims_hint')}</p>
${rows.slice(0, used + spareRows).map((index) => claimRow(index, filling))}
</section>`;
}

function claimRow(index: number, { entered, faults, text }: Filling): Html {
  const of = (member: (typeof claimMembers)[number], label: PlainKey) => {
    const name = `claims[${index}].${member}`;
    const fault = faults[name];
    return {
      ...{ name, label: text(label), value: entered[name] ?? '' },
      ...(fault === undefined ? {} : { error: faultText(fault, text) }),
    };
  };
  const always = of('sd', 'declare_claim_always');
  const sources = [
    { value: '', label: text('declare_claim_own') },
    ...knownClaims.map((name) => ({ value: name, label: `${claimWords(name, text)} (${name})` })),
    { value: fixedValue, label: text('declare_claim_fixed') },
  ];
  return html`<fieldset class="scope-row"><legend class="visually-hidden">${text('declare_claim', { number: index + 1 })}</legend>
${textField({ ...of('path', 'declare_claim_name'), ...exact })}
${textField({ ...of('label', 'declare_claim_label'), maxlength: 200 })}
${selection({ ...of('user_claim', 'declare_claim_source'), options: sources })}
${textField({ ...of('constant', 'declare_claim_constant'), maxlength: 1024 })}
${tick({ ...always, value: '1', checked: always.value === '1' })}
</fieldset>`;
}

/** An assertion that is judged by what is stored, without any effect. It is a credential: it is not shown again. */
function trial(tried: TriedAssertion | undefined, path: string, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  return html`<form method="post" action="${path}/try" class="panel form">
${protectedFields(frame)}
<h2>${text('policy_try')}</h2>
${textArea({ name: 'assertion', label: text('policy_assertion'), hint: text('policy_try_hint'), rows: 6, maxlength: 16_384, form: 'json' })}
${tried && outcomeOf(tried, frame)}
<div class="ask-actions"><button class="button" type="submit">${text('policy_try')}</button></div></form>`;
}

function outcomeOf(tried: TriedAssertion, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  if (tried.kind === 'refused')
    return html`${announcement('danger', 'failure', text('policy_try_wrong'))}
<p>${text(`policy_fault_${tried.fault}`)}</p>`;
  const { who, subject, expiresAt } = tried;
  const isSomebody = !['ended', 'nobody'].includes(who.kind);
  const verdict = isSomebody
    ? announcement('info', 'done', text('policy_try_right'))
    : announcement('danger', 'failure', text('policy_try_wrong'));
  return html`${verdict}
<dl class="facts">
<div><dt>${text('policy_try_subject')}</dt><dd><code>${subject}</code></dd></div>
<div><dt>${text('policy_try_who')}</dt><dd>${whoText(who, text)}</dd></div>
<div><dt>${text('expires')}</dt><dd>${moment(expiresAt, frame)}</dd></div>
</dl>`;
}

function whoText(who: Extract<TriedAssertion, { kind: 'taken' }>['who'], text: Text): Html {
  if (who.kind === 'service') return html`<code>${who.client ?? '–'}</code>`;
  const sentence = html`${text(`policy_who_${who.kind}`)}`;
  return 'username' in who
    ? html`<strong>${who.username}</strong> <span class="quiet">${sentence}</span>`
    : sentence;
}

const faultLines = (problems: readonly ClientFieldFault[], text: Text): Html =>
  html`${problems.map((fault, index) => html`${index > 0 && html`<br>`}${faultText(fault, text)}`)}`;

const bothVersions = (stored: string, { declaration }: PolicyFormModel, text: Text): Html | false =>
  conflictTable(
    [
      {
        label: html`${text('policy_declaration')}`,
        stored: html`<code>${stored}</code>`,
        entered: html`<code>${declaration}</code>`,
      },
    ],
    text('policy_conflict'),
    text,
  );

export type PolicyQuestionModel = {
  readonly kind: RecordKind;
  readonly path: string;
  readonly id: string;
  readonly typed: NameTyped;
};

/** Asks before nothing comes of it any more. product A-3 */
export function policyQuestionPage(
  { kind, path, id, typed }: PolicyQuestionModel,
  frame: ConsoleFrame,
): Html {
  const text = textIn(frame.locale);
  return questionPage(
    {
      title: text('delete_policy_title', { policy: id }),
      ...{
        section: policyHome(kind).path,
        parent: { path, label: id },
        consequence: text(
          kind === 'credential_configuration' ? 'delete_credential_consequence' : 'delete_policy_consequence',
        ),
      },
      typed: { name: id, of: 'object', ...typed },
      ...{ action: `${path}/delete`, verb: text('client_delete'), back: path },
    },
    frame,
  );
}
