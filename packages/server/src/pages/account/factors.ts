import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { questionPage } from '../console/question.ts';
import { type Html, html } from '../markup/html.ts';
import { icons } from '../markup/icons.ts';
import { textField } from '../parts/field.ts';
import { protectedFields } from '../parts/form.ts';
import { moment } from '../parts/moment.ts';
import { announcement, notice } from '../parts/notice.ts';
import { passkeyButton } from '../parts/passkey.ts';
import { recoveryCodeList } from '../parts/recovery-codes.ts';
import { type TotpSetUp, totpFields } from '../parts/totp.ts';
import { type Text, textIn } from '../text/catalogue.ts';

type Used = {
  /** Epoch seconds. */
  readonly createdAt: number;
  readonly lastUsedAt?: number;
};

export type PasskeyRow = Used & {
  readonly id: string;
  readonly name: string;
  readonly reach: 'device' | 'synced';
};

export type FactorsModel = {
  readonly totp: Used | null;
  readonly passkeys: readonly PasskeyRow[];
  readonly passkeysPossible: 'yes' | 'no';
  readonly recoveryCodesLeft: number;
};

const path = '/account/factors';
const section = path;

/** What a person has beside the password, and how to look after it. product §12.2 /account/factors */
export function factorsPage(model: FactorsModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const hasNone = model.totp === null && model.passkeys.length === 0;
  const content = html`${hasNone && notice('info', text('factors_none'))}
${!hasNone && model.recoveryCodesLeft === 0 && notice('warning', text('factors_no_codes'))}
${passkeysPanel(model, frame, text)}
${appPanel(model, frame, text)}
${!hasNone && codesPanel(model, text)}`;
  return consoleLayout({ title: text('factors_title'), section, lead: text('factors_lead'), content }, frame);
}

const panelHead = (title: string, lead: string, action: Html | false): Html =>
  html`<div class="grant-head"><div class="band-words"><h2 class="band-name">${title}</h2><p class="quiet">${lead}</p></div>${action}</div>`;

function passkeysPanel({ passkeys, passkeysPossible }: FactorsModel, frame: ConsoleFrame, text: Text): Html {
  const add =
    passkeysPossible === 'yes' && html`<a class="button" href="${path}/passkeys">${text('passkey_make')}</a>`;
  const none = text(passkeysPossible === 'yes' ? 'passkeys_none' : 'passkeys_unavailable');
  return html`<section class="panel grant"><article>${panelHead(text('passkeys_title'), text('passkeys_lead'), add)}
${
  passkeys.length === 0
    ? html`<p class="quiet">${none}</p>`
    : html`<div class="listing"><table class="list"><caption class="visually-hidden">${text('passkeys_title')}</caption>
<thead><tr><th scope="col">${text('passkey_name')}</th><th scope="col">${text('factor_added_at')}</th><th scope="col">${text('factor_used_at')}</th><th scope="col"><span class="visually-hidden">${text('actions')}</span></th></tr></thead>
<tbody>${passkeys.map((row) => passkeyRow(row, frame, text))}</tbody></table></div>`
}</article></section>`;
}

const passkeyRow = (row: PasskeyRow, frame: ConsoleFrame, text: Text): Html => html`<tr>
<th scope="row"><span class="cell-name">${icons.key}<span>${row.name}</span></span>${row.reach === 'synced' && html`<span class="cell-sub quiet">${text('factor_synced')}</span>`}</th>
<td data-label="${text('factor_added_at')}">${moment(row.createdAt, frame)}</td>
<td data-label="${text('factor_used_at')}">${used(row, frame, text)}</td>
<td class="act"><div class="acts"><a class="button small" href="${path}/passkeys/${row.id}/rename">${text('passkey_rename')}<span class="visually-hidden"> · ${row.name}</span></a>
<a class="button small revoke" href="${path}/passkeys/${row.id}/delete">${text('factor_remove')}<span class="visually-hidden"> · ${row.name}</span></a></div></td>
</tr>`;

const used = ({ lastUsedAt }: Used, frame: ConsoleFrame, text: Text): Html =>
  lastUsedAt === undefined ? html`${text('factor_never_used')}` : moment(lastUsedAt, frame);

function appPanel({ totp }: FactorsModel, frame: ConsoleFrame, text: Text): Html {
  const setUp = html`<a class="button" href="${path}/totp">${text(totp === null ? 'app_set_up' : 'app_replace')}</a>`;
  const remove =
    totp !== null && html`<a class="button revoke" href="${path}/totp/remove">${text('factor_remove')}</a>`;
  return html`<section class="panel grant"><article>${panelHead(text('app_title'), text('app_lead'), html`${setUp}${remove}`)}
${
  totp !== null &&
  html`<dl class="facts"><div><dt>${text('factor_added_at')}</dt><dd>${moment(totp.createdAt, frame)}</dd></div>
<div><dt>${text('factor_used_at')}</dt><dd>${used(totp, frame, text)}</dd></div></dl>`
}</article></section>`;
}

const codesPanel = ({ recoveryCodesLeft }: FactorsModel, text: Text): Html =>
  html`<section class="panel grant"><article>${panelHead(
    text('recovery_codes_title'),
    `${text('recovery_codes_why')} ${text('recovery_codes_left', { count: recoveryCodesLeft })}`,
    html`<a class="button" href="${path}/recovery-codes">${text('recovery_make')}</a>`,
  )}</article></section>`;

const back = (text: Text) => ({ path, label: text('factors_title') });

/** Sets up an authenticator app; `replaces`: there is one already. */
export function totpPage(
  { totp, replaces }: { readonly totp: TotpSetUp; readonly replaces: 'nothing' | 'another' },
  frame: ConsoleFrame,
): Html {
  const text = textIn(frame.locale);
  const content = html`${totp.state === 'expired' && announcement('info', 'failure', text('enrol_expired'))}
<form method="post" action="${path}/totp" class="panel form">
${protectedFields(frame)}
${replaces === 'another' && notice('warning', text('app_replaces'))}
${totpFields(totp, text)}
<div class="ask-actions"><button class="button primary" type="submit">${text('factor_go_on')}</button><a class="button" href="${path}">${text('cancel')}</a></div>
</form>`;
  const title = text(replaces === 'nothing' ? 'app_set_up' : 'app_replace');
  return consoleLayout({ title, section, parent: back(text), content }, frame);
}

export type NewPasskeyModel = {
  /** What the browser is told, as JSON. */
  readonly options: string;
  readonly name: string;
  readonly state: 'fresh' | 'refused';
};

export function newPasskeyPage({ options, name, state }: NewPasskeyModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const content = html`${state === 'refused' && announcement('danger', 'failure', text('passkey_refused'))}
<form method="post" action="${path}/passkeys" class="panel form">
${protectedFields(frame)}
${nameField(name, text)}
${passkeyButton({ label: text('passkey_make'), does: 'make', options: { json: options }, action: `${path}/passkeys`, look: 'primary' }, text)}
<noscript><p class="quiet">${text('passkey_script')}</p></noscript>
</form>`;
  return consoleLayout(
    { title: text('passkey_make'), section, parent: back(text), content, passkeys: 'used' },
    frame,
  );
}

const nameField = (name: string, text: Text, error?: string): Html =>
  textField({
    ...{ name: 'name', label: text('passkey_name'), hint: text('passkey_name_hint'), value: name, error },
    ...{ maxlength: 64, required: true },
  });

export type RenameModel = {
  readonly id: string;
  readonly name: string;
  /** What stands in the field. */
  readonly entered: string;
  readonly state: 'fresh' | 'wrong';
};

export function renamePasskeyPage({ id, name, entered, state }: RenameModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const content = html`<form method="post" action="${path}/passkeys/${id}/rename" class="panel form">
${protectedFields(frame)}
${nameField(entered, text, state === 'wrong' ? text('passkey_name_wrong') : undefined)}
<div class="ask-actions"><button class="button primary" type="submit">${text('passkey_save')}</button><a class="button" href="${path}">${text('cancel')}</a></div>
</form>`;
  return consoleLayout(
    { title: text('passkey_rename_title', { name }), section, parent: back(text), content },
    frame,
  );
}

export type FactorQuestion =
  | { readonly kind: 'remove_totp'; readonly state: 'asked' | 'required' }
  | {
      readonly kind: 'remove_passkey';
      readonly id: string;
      readonly name: string;
      readonly state: 'asked' | 'required' | 'only_way';
    }
  | { readonly kind: 'make_codes' };

const refusals = { required: 'factor_required', only_way: 'passkey_only_way' } as const;

/** Asks before a factor, or the codes that stand in for one, are gone. */
export function factorQuestionPage(question: FactorQuestion, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const common = { section, parent: back(text), back: path } as const;
  if (question.kind === 'make_codes') {
    const title = text('recovery_make_title');
    const consequence = text('recovery_make_consequence');
    const verb = text('recovery_make');
    return questionPage({ ...common, title, consequence, verb, action: `${path}/recovery-codes` }, frame);
  }
  const { state } = question;
  const more = state !== 'asked' && announcement('danger', 'failure', text(refusals[state]));
  const verb = text('factor_remove');
  if (question.kind === 'remove_totp') {
    const title = text('app_remove_title');
    const consequence = text('app_remove');
    return questionPage({ ...common, title, consequence, more, verb, action: `${path}/totp/remove` }, frame);
  }
  const title = text('passkey_remove_title', { name: question.name });
  const consequence = text('passkey_remove');
  const action = `${path}/passkeys/${question.id}/delete`;
  return questionPage({ ...common, title, consequence, more, verb, action }, frame);
}

/** New recovery codes, this once. */
export function newRecoveryCodesPage(
  { codes }: { readonly codes: readonly string[] },
  frame: ConsoleFrame,
): Html {
  const text = textIn(frame.locale);
  const content = html`<div class="panel form">${recoveryCodeList(codes, text)}
<a class="button primary" href="${path}">${text('recovery_kept')}</a></div>`;
  return consoleLayout(
    {
      ...{ title: text('recovery_title'), section, parent: back(text) },
      ...{ lead: text('recovery_lead'), content },
    },
    frame,
  );
}
