/** Owns how the outcome of an authorization request becomes an answer; the one dispatcher of all its pages. */

import {
  type AuthorizeOutcome,
  type Channel,
  type Interaction,
  isSelfRegistered,
  RequestRefused,
} from '@grantor/engine';
import { displayName, withFragment, withQuery } from '@grantor/protocol';
import type { Exchange } from '../http/exchange.ts';
import { type Outgoing, withHeaders } from '../http/message.ts';
import { showError, showPage } from '../http/page.ts';
import { refuse } from '../http/refuse.ts';
import { seeOther } from '../http/send.ts';
import { formPostPage, type ReturnByClick } from '../pages/index.ts';
import type { Caller } from '../site/caller.ts';
import { loginLocation } from '../site/login-location.ts';

/** Where each step of a flow is shown. */
export const stepPaths = {
  login: '/login',
  step_up: '/login/factor',
  select_account: '/select-account',
  not_a_member: '/no-access',
  consent: '/consent',
} as const;

function stepLocation({ flow, step }: Interaction, caller: Caller): string {
  if (step.kind === 'login') return loginLocation({ flow }, caller);
  return `${stepPaths[step.kind]}?flow=${encodeURIComponent(flow)}`;
}

/** Where a suspended request goes on, whatever it needs next. */
export const continuation = (flow: string): string => `/continue?flow=${encodeURIComponent(flow)}`;

/** The answer to the browser: a redirect to a page of ours, to the client, or an error page. */
export function present(outcome: AuthorizeOutcome, exchange: Exchange, caller: Caller): Outgoing {
  switch (outcome.kind) {
    case 'interact':
      exchange.note({ clientId: outcome.interaction.client.id });
      return seeOther(stepLocation(outcome.interaction, caller), caller.cookies);
    case 'continue':
      return seeOther(continuation(outcome.flow), caller.cookies);
    case 'answer':
      return answer(outcome, exchange, caller);
    case 'caution':
      return caution(outcome, exchange, caller);
    case 'refuse':
      return outcome.reason === 'flow'
        ? refuse(exchange, outcome.error, { ...caller.settings, reason: { kind: 'flow_expired' } })
        : refuseRequest(outcome, exchange, caller);
  }
}

type RefusedRequest = Extract<AuthorizeOutcome, { reason: 'request' }>;

/** Nobody but this page and the log tells the developer (protocol.md AZ-1). */
function refuseRequest({ error, asked }: RefusedRequest, exchange: Exchange, caller: Caller): Outgoing {
  const { client, redirectUri } = asked;
  const { outside } = caller;
  exchange.note({ clientId: outside.clientId(client), redirectUri: outside.uri(redirectUri) });
  const found = error instanceof RequestRefused ? error.client : null;
  const name = found === null || isSelfRegistered(found) ? null : displayName(found.name);
  return refuse(exchange, error, {
    ...caller.settings,
    asked: {
      ...(name === null ? {} : { clientName: name }),
      ...(client === null ? {} : { clientId: client.id }),
      ...(redirectUri === null ? {} : { redirectUri }),
    },
  });
}

/** The error and the way back, which is taken at a click (protocol.md AZ-2). */
function caution(
  { clientId, channel, parameters, error }: Extract<AuthorizeOutcome, { kind: 'caution' }>,
  exchange: Exchange,
  caller: Caller,
): Outgoing {
  const redirectUri = caller.outside.uri(channel.redirectUri);
  exchange.note({ clientId, redirectUri, error: error.code, detail: error.explanation });
  const { code, description, status, retryAfter } = error;
  const reason = { kind: 'client_refused', wayBack: wayBackBy(channel, parameters) } as const;
  const page = showError({ reason, status, code, description }, { exchange, settings: caller.settings });
  return retryAfter === undefined ? page : withHeaders(page, { 'retry-after': String(retryAfter) }); // protocol.md G-9
}

type Parameters = readonly (readonly [string, string])[];

function answer(
  { clientId, refusal, channel, parameters }: Extract<AuthorizeOutcome, { kind: 'answer' }>,
  exchange: Exchange,
  caller: Caller,
): Outgoing {
  exchange.note({ clientId });
  if (refusal !== null) {
    const redirectUri = caller.outside.uri(channel.redirectUri);
    exchange.note({ redirectUri, error: refusal.code, detail: refusal.explanation });
  }
  if (channel.mode !== 'form_post') return seeOther(locationOf(channel, parameters), caller.cookies);
  const model = { redirectUri: channel.redirectUri, parameters: Object.fromEntries(parameters) };
  return showPage(
    { render: (frame) => formPostPage(model, frame), variant: { kind: 'form_post' } },
    { exchange, settings: caller.settings, cookies: caller.cookies },
  );
}

const wayBackBy = (channel: Channel, parameters: Parameters): ReturnByClick =>
  channel.mode === 'form_post'
    ? { kind: 'form', uri: channel.redirectUri, fields: Object.fromEntries(parameters) }
    : { kind: 'link', uri: locationOf(channel, parameters) };

// OAuth 2.0 Multiple Response Type Encoding Practices §2.1
export const locationOf = ({ redirectUri, mode }: Channel, parameters: Parameters): string =>
  mode === 'fragment' ? withFragment(redirectUri, parameters) : withQuery(redirectUri, parameters);
