import type { Consent, Flow, FlowAnswer, PushedRequest } from '@grantor/engine';
import { clientId, epoch, hash, instant, userId } from '@grantor/protocol';
import type { ConsentTable, FlowAnswerTable, FlowTable, PushedRequestTable } from '../../database/schema.ts';
import { list, nullable } from './columns.ts';

export const flowFrom = (row: FlowTable): Flow => ({
  hash: hash(row.hash),
  // null: of a release that let the first browser have it; now it is nobody's
  browser: hash(row.browser ?? ''),
  clientId: clientId(row.client_id),
  parameters: row.parameters,
  form: row.form as Flow['form'],
  startedAt: epoch(row.started_at),
  expiresAt: epoch(row.expires_at),
  session: nullable(row.session_hash, hash),
  chosenAccount: nullable(row.chosen_account, userId),
  ...(row.note === null ? {} : { note: row.note }),
});

export const flowRow = (flow: Flow): FlowTable => ({
  hash: flow.hash,
  browser: flow.browser,
  client_id: flow.clientId,
  parameters: flow.parameters,
  form: flow.form,
  started_at: flow.startedAt,
  expires_at: flow.expiresAt,
  session_hash: flow.session,
  chosen_account: flow.chosenAccount,
  note: flow.note ?? null,
});

export const flowAnswerFrom = (row: FlowAnswerTable): FlowAnswer => ({
  flow: hash(row.flow),
  browser: hash(row.browser),
  userId: nullable(row.user_id, userId),
  decision: row.decision as FlowAnswer['decision'],
  sealed: row.sealed,
  answeredAt: instant(row.answered_at_ms),
  expiresAt: epoch(row.expires_at),
});

export const flowAnswerRow = (answer: FlowAnswer): FlowAnswerTable => ({
  flow: answer.flow,
  browser: answer.browser,
  user_id: answer.userId,
  decision: answer.decision,
  sealed: answer.sealed,
  answered_at_ms: answer.answeredAt,
  expires_at: answer.expiresAt,
});

export const pushedRequestFrom = (row: PushedRequestTable): PushedRequest => ({
  hash: hash(row.hash),
  clientId: clientId(row.client_id),
  parameters: row.parameters,
  form: row.form as PushedRequest['form'],
  expiresAt: epoch(row.expires_at),
  keptUntil: epoch(row.kept_until),
});

export const pushedRequestRow = (request: PushedRequest): PushedRequestTable => ({
  hash: request.hash,
  client_id: request.clientId,
  parameters: request.parameters,
  form: request.form,
  expires_at: request.expiresAt,
  kept_until: request.keptUntil,
});

export const consentFrom = (row: ConsentTable): Consent => ({
  userId: userId(row.user_id),
  clientId: clientId(row.client_id),
  scope: list(row.scope),
  resources: list(row.resources),
  claims: list(row.claims),
  details: list(row.authorization_details ?? '[]'),
  redirectHost: row.redirect_host,
  terms: list(row.terms),
  givenAt: instant(row.given_at_ms),
});

export const consentRow = (consent: Consent): ConsentTable => ({
  user_id: consent.userId,
  client_id: consent.clientId,
  scope: JSON.stringify(consent.scope),
  resources: JSON.stringify(consent.resources),
  claims: JSON.stringify(consent.claims),
  authorization_details: consent.details.length === 0 ? null : JSON.stringify(consent.details),
  redirect_host: consent.redirectHost,
  terms: JSON.stringify(consent.terms),
  given_at_ms: consent.givenAt,
});
