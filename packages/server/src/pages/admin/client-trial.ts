/** Owns how an administrator tries a client: each request, its answer, and what the tokens say. product C-7 */

import { actionForm, block } from '../clients/client-view.ts';
import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { type Fragment, type Html, html } from '../markup/html.ts';
import { copyable, copyableBlock } from '../parts/copyable.ts';
import { selection, textArea, textField } from '../parts/field.ts';
import { protectedFields } from '../parts/form.ts';
import { moment } from '../parts/moment.ts';
import { announcement, notice } from '../parts/notice.ts';
import { type PlainKey, type Text, textIn } from '../text/catalogue.ts';
import { tokensPath } from './tokens.ts';
import type {
  Pairs,
  TrialBinding,
  TrialFlow,
  TrialModel,
  TrialNext,
  TrialProof,
  TrialStep,
  TrialToken,
  TrialWay,
} from './trial-model.ts';

export function clientTrialPage(model: TrialModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const { path, name, section, problem, steps, tokens, next } = model;
  const isBegun = steps.length > 0 || next.kind === 'sign' || problem === 'state';
  const content = html`${problem !== undefined && announcement('warning', 'failure', text(problem === 'settled' ? 'client_settled' : 'try_state_unknown'))}
${!isBegun && switchBlock(model, frame, text)}
${!isBegun && model.state === 'on' && beginForm(model, frame, text)}
${steps.map((step, index) => stepBlock(step, index + model.from, { model, frame, text }))}
${tokens.map((token) => tokenBlock(token, frame, text))}
${nextBlock(next, model, { frame, text })}
${isBegun && html`<div class="ask-actions"><a class="button" href="${path}/try">${text('try_restart')}</a></div>`}`;
  return consoleLayout(
    {
      title: text('try_title'),
      section,
      parent: { path, label: name },
      lead: text('try_lead'),
      content,
    },
    frame,
  );
}

function switchBlock(model: TrialModel, frame: ConsoleFrame, text: Text): Html {
  const { path, state, until, redirectUri } = model;
  if (state === 'impossible' || state === 'document')
    return notice('warning', text(state === 'document' ? 'try_document' : 'try_not_active'));
  const action =
    state === 'on'
      ? actionForm(frame, { action: `${path}/try/off`, verb: text('try_switch_off') })
      : actionForm(frame, { action: `${path}/try/on`, verb: text('try_switch_on'), tone: 'primary' });
  const facts = html`<dl class="facts wide-facts">
<div><dt>${text('try_address')}</dt><dd>${copyable('try-address', redirectUri, text)}</dd></div>
${until !== undefined && html`<div><dt>${text('try_until')}</dt><dd>${moment(until, frame)}</dd></div>`}
</dl>`;
  const badge = html`<span class="state ${state === 'on' ? 'active' : 'paused'}">${text(state === 'on' ? 'try_on' : 'try_off')}</span>`;
  return block(
    text('try_switch'),
    html`<p>${badge}</p><p class="quiet">${text('try_switch_lead')}</p>${facts}`,
    action,
  );
}

const flowLabels = {
  authorization_code: 'client_flow_authorization_code',
  device: 'client_flow_device',
  client_credentials: 'client_flow_client_credentials',
} as const satisfies Record<TrialFlow, PlainKey>;

function beginForm(model: TrialModel, frame: ConsoleFrame, text: Text): Html {
  const { flows, path, scopes, proof, ways, bindings } = model;
  const asksAtOnce = flows.some((flow) => flow !== 'authorization_code') || ways.includes('pushed');
  const prompts = ['', 'login', 'consent', 'select_account'] as const;
  return html`<form method="post" action="${path}/try/start" class="panel form">${protectedFields(frame)}
<h2>${text('try_begin_title')}</h2>
${selection({ name: 'flow', label: text('try_flow'), options: flows.map((value) => ({ value, label: text(flowLabels[value]) })) })}
${textField({ name: 'scope', label: text('client_field_scopes'), value: scopes, spelling: 'exact', maxlength: 1000 })}
${textField({ name: 'resource', label: text('try_resource'), hint: text('try_resource_hint'), spelling: 'exact', maxlength: 2048 })}
${flows.includes('authorization_code') && selection({ name: 'prompt', label: text('try_prompt'), hint: text('try_prompt_hint'), options: prompts.map((value) => ({ value, label: text(value === '' ? 'try_prompt_usual' : `try_prompt_${value}`) })) })}
${flows.includes('authorization_code') && selection({ name: 'way', label: text('try_way'), hint: text('try_way_hint'), options: ways.map((value) => ({ value, label: text(`try_way_${value}`) })) })}
${flows.includes('client_credentials') && bindingField(bindings, text)}
${proof === 'assertion' && html`<p class="quiet">${text('try_assertion_lead')}</p>`}
${(proof === 'certificate' || bindings[0] === 'certificate') && html`<p class="quiet">${text(proof === 'certificate' ? 'try_certificate_lead' : 'try_bound_lead')}</p>`}
${asksAtOnce && proofField(proof, text, 'try_proof_now')}
<div class="ask-actions"><button class="button primary" type="submit">${text('try_begin')}</button></div></form>`;
}

const code = (words: string): Html => html`<code>${words}</code>`;

const isPushed = (way: TrialWay): boolean => way.endsWith('pushed');

const bindingField = (bindings: readonly TrialBinding[], text: Text): Html =>
  selection({
    ...{ name: 'binding', label: text('try_binding'), hint: text('try_binding_hint') },
    options: bindings.map((value) => ({ value, label: text(`try_binding_${value}`) })),
  });

/** Of what is entered here nothing is kept: it goes into the one request, and is entered again for the next. */
function proofField(proof: TrialProof, text: Text, when?: PlainKey): Html | false {
  const hint = when === undefined ? text('try_proof_hint') : `${text(when)} ${text('try_proof_hint')}`;
  switch (proof) {
    case 'none':
    case 'certificate':
      return false;
    case 'secret':
      return textField({
        name: 'proof',
        label: text('client_secret'),
        hint,
        type: 'password',
        spelling: 'exact',
        ...(when === undefined && { required: true }),
      });
    case 'assertion':
      return textArea({ name: 'proof', label: text('try_assertion'), hint, maxlength: 16_384 });
  }
}

type Place = { readonly model: TrialModel; readonly frame: ConsoleFrame; readonly text: Text };

function stepBlock({ kind, request, answer }: TrialStep, number: number, { text }: Place): Html {
  const id = `step-${number}`;
  const isSentElsewhere = answer === null && kind !== 'authorization';
  return block(
    `${number} · ${text(`try_step_${kind}`)}`,
    html`<p>${text(`try_about_${kind}`)}</p>
${
  request !== null &&
  html`<h3>${text('try_request')}</h3>
<p class="wire"><code>${request.method}</code> ${copyable(`${id}-address`, request.address, text)}</p>
${pairsTable(request.headers, 'try_header', text)}
${pairsTable(request.parameters, 'try_parameter', text)}
<details class="fold"${isSentElsewhere && html` open`}><summary>${text('try_command')}</summary>${copyableBlock(`${id}-command`, request.command, text)}</details>`
}
${
  answer !== null &&
  html`<h3>${text('try_answer')}</h3>
${answer.status !== null && html`<p class="wire"><span class="state ${answer.isRefusal ? 'revoked' : 'active'}">${text('try_status', { status: answer.status })}</span></p>`}
${pairsTable(answer.parameters, 'try_parameter', text)}
${answer.body !== null && copyableBlock(`${id}-body`, answer.body, text)}
${answer.headers.length > 0 && html`<details class="fold"><summary>${text('try_headers')}</summary>${pairsTable(answer.headers, 'try_header', text)}</details>`}`
}`,
  );
}

/** What each is for, in words. */
const meanings: Readonly<Record<string, PlainKey>> = {
  response_type: 'try_p_response_type',
  client_id: 'try_p_client_id',
  redirect_uri: 'try_p_redirect_uri',
  scope: 'try_p_scope',
  state: 'try_p_state',
  nonce: 'try_p_nonce',
  code_challenge: 'try_p_code_challenge',
  code_challenge_method: 'try_p_code_challenge_method',
  resource: 'try_p_resource',
  prompt: 'try_p_prompt',
  code: 'try_p_code',
  iss: 'try_p_iss',
  error: 'try_p_error',
  error_description: 'try_p_error_description',
  grant_type: 'try_p_grant_type',
  code_verifier: 'try_p_code_verifier',
  client_secret: 'try_p_authorization',
  client_assertion: 'try_p_client_assertion',
  client_assertion_type: 'try_p_client_assertion_type',
  device_code: 'try_p_device_code',
  authorization: 'try_p_authorization',
  request_uri: 'try_p_request_uri',
  request: 'try_p_request',
  response: 'try_p_response',
  dpop: 'try_p_dpop',
  cnf: 'try_c_cnf',
  sub: 'try_c_sub',
  aud: 'try_c_aud',
  exp: 'try_c_exp',
  iat: 'try_c_iat',
  jti: 'try_c_jti',
  auth_time: 'try_c_auth_time',
  acr: 'try_c_acr',
  amr: 'try_c_amr',
  sid: 'try_c_sid',
  at_hash: 'try_c_at_hash',
  alg: 'try_c_alg',
  kid: 'try_c_kid',
  typ: 'try_c_typ',
};

type Row = readonly [name: string, value: Fragment];

const pairsTable = (pairs: Pairs, head: PlainKey, text: Text): Html | false =>
  rowsTable(
    pairs.map(([name, value]): Row => [name, html`<code>${value}</code>`]),
    head,
    text,
  );

function rowsTable(rows: readonly Row[], head: PlainKey, text: Text): Html | false {
  if (rows.length === 0) return false;
  const column = (label: PlainKey) => html`<th scope="col">${text(label)}</th>`;
  return html`<div class="listing"><table class="list wire"><caption class="visually-hidden">${text(head)}</caption><thead><tr>${column(head)}${column('try_value')}${column('try_meaning')}</tr></thead>
<tbody>${rows.map(([name, value]) => {
    const meaning = meanings[name.toLowerCase()];
    return html`<tr><th scope="row"><code>${name}</code></th><td data-label="${text('try_value')}"><div>${value}</div></td>
<td data-label="${text('try_meaning')}" class="quiet">${meaning === undefined ? '–' : text(meaning)}</td></tr>`;
  })}</tbody></table></div>`;
}

const moments: ReadonlySet<string> = new Set(['exp', 'iat', 'auth_time', 'nbf', 'updated_at']);

function tokenBlock(token: TrialToken, frame: ConsoleFrame, text: Text): Html {
  const title = text(`try_${token.name}`);
  if (token.form === 'opaque') return block(title, html`<p class="quiet">${text('try_opaque')}</p>`);
  const rowsOf = (values: Readonly<Record<string, unknown>>): readonly Row[] =>
    Object.entries(values).map(([name, value]) => [name, shownClaim(name, value, frame)]);
  const badge = html`<span class="state ${token.isVerified ? 'active' : 'revoked'}">${text(token.isVerified ? 'try_verified' : 'try_unverified')}</span>`;
  return block(
    title,
    html`<p>${badge}</p><p class="quiet">${text(`try_about_${token.name}`)}</p>
<h3>${text('try_claims')}</h3>${rowsTable(rowsOf(token.claims), 'try_claim', text)}
<details class="fold"><summary>${text('try_token_header')}</summary>${rowsTable(rowsOf(token.header), 'try_claim', text)}</details>`,
  );
}

function shownClaim(name: string, value: unknown, frame: ConsoleFrame): Html {
  const code = html`<code>${typeof value === 'string' ? value : JSON.stringify(value)}</code>`;
  return moments.has(name) && typeof value === 'number' ? html`${code} ${moment(value, frame)}` : code;
}

function nextBlock(
  next: TrialNext,
  { path, proof, clientId, bindings }: TrialModel,
  { frame, text }: Omit<Place, 'model'>,
): Html | false {
  switch (next.kind) {
    case 'none':
      return false;
    case 'send':
      return html`<section class="panel block"><p>${text('try_send_lead')}</p><div class="ask-actions"><a class="button primary" href="${next.address}">${text('try_send')}</a></div></section>`;
    case 'sign':
      return html`<form method="post" action="${path}/try/request" class="panel form">${protectedFields(frame, { way: next.way })}
<p>${text('try_sign_lead')}</p>
${copyableBlock('claims', next.claims, text)}
${textArea({ name: 'request', label: text('try_request_object'), hint: text('try_request_object_hint'), maxlength: 16_384, required: true })}
${isPushed(next.way) && proofField(proof, text)}
<div class="ask-actions"><button class="button primary" type="submit">${text('try_sign')}</button></div></form>`;
    case 'request':
      return html`<form method="post" action="${path}/try/token" class="panel form">${protectedFields(frame, next.fields)}
<p>${text(`try_${next.verb}_lead`)}</p>
${next.open !== undefined && html`<div class="ask-actions"><a class="button" href="${next.open}" target="_blank" rel="noopener">${text('try_open_device')}</a></div>`}
${bindingField(bindings, text)}
${proofField(proof, text, bindings.includes('certificate') ? 'try_proof_unless' : undefined)}
<div class="ask-actions"><button class="button primary" type="submit">${text(`try_${next.verb}`)}</button></div></form>`;
    case 'enter':
      return html`<form method="post" action="${path}/try/answer" class="panel form">${protectedFields(frame, next.fields)}
<p>${text.rich('try_enter_lead', { cert: code('CLIENT_CERT'), key: code('CLIENT_KEY') })}</p>
${textArea({ name: 'answer', label: text('try_answer_entered'), hint: text('try_answer_hint'), rows: 8, maxlength: 32_768, form: 'json', required: true })}
<div class="ask-actions"><button class="button primary" type="submit">${text('try_enter')}</button></div></form>`;
    case 'revoke':
      return html`<form method="post" action="${path}/try/revoke" class="panel form">${protectedFields(frame, { token: next.token })}
<p>${text('try_real')} <a href="${tokensPath}?${new URLSearchParams({ client: clientId }).toString()}">${text('try_tokens')}</a></p>
<div class="ask-actions"><button class="button revoke" type="submit">${text('try_revoke')}</button></div></form>`;
  }
}
