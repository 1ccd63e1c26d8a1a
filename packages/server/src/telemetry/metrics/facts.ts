/** Counts what a commit has written (operations.md §7): each fact once, after it is true. */

import type { Commit, Fact, FactKind, Issued } from '@grantor/engine';
import type { CounterLabels } from './catalogue.ts';
import type { Metrics } from './metrics.ts';

type Count<Kind extends FactKind> = (
  fact: Extract<Fact, { kind: Kind }>,
  metrics: Metrics,
  at: number,
) => void;

/** Counts every fact of a commit that was kept. */
export function countFacts(metrics: Metrics, { facts, at }: Commit): void {
  // Each row takes the facts of its own key
  for (const fact of facts) (counts[fact.kind] as Count<FactKind> | undefined)?.(fact, metrics, at);
}

type Grant = CounterLabels<'oauth_tokens_issued_total'>['grant_type'];
type Revocation = CounterLabels<'oauth_tokens_revoked_total'>['reason'];

const tokenTypes = { access_token: 'access', refresh_token: 'refresh', id_token: 'id' } as const;

function issued(metrics: Metrics, tokens: Issued, grant_type: Grant): void {
  for (const token of tokens)
    metrics.count('oauth_tokens_issued_total', { token_type: tokenTypes[token], grant_type });
}

const revoked = (metrics: Metrics, reason: Revocation): void =>
  metrics.count('oauth_tokens_revoked_total', { reason });

const refreshed = (metrics: Metrics, tokens: Issued): void => {
  metrics.count('oauth_tokens_refreshed_total', { result: 'success' });
  issued(metrics, tokens, 'refresh_token');
};

/** Who asked for it, by the words of the table. */
const revocationReasons = {
  user: 'user_request',
  admin: 'admin',
  client: 'client',
  logout: 'user_request',
  security: 'security',
} as const satisfies Record<Extract<Fact, { kind: 'family_revoked' }>['reason'], Revocation>;

const counts: { readonly [Kind in FactKind]?: Count<Kind> } = {
  code_redeemed: (fact, metrics) => issued(metrics, fact.issued, 'authorization_code'),
  answered_in_front: (fact, metrics) => issued(metrics, fact.issued, 'implicit'),
  device_redeemed({ deviceCode, issued: tokens }, metrics) {
    const { decision, issuedAt, backchannel } = deviceCode;
    issued(metrics, tokens, backchannel === null ? 'device_code' : 'ciba');
    if (backchannel !== null) return;
    if (decision.kind !== 'approved') return;
    const seconds = (decision.approval.approvedAt - issuedAt) / 1000;
    metrics.observe('oauth_device_code_authorization_duration_seconds', {}, seconds);
  },
  offer_redeemed: (fact, metrics) => issued(metrics, fact.issued, 'pre_authorized_code'),
  client_token_issued: ({ by }, metrics) =>
    issued(metrics, ['access_token'], by === 'workload' ? 'jwt_bearer' : 'client_credentials'),
  assertion_redeemed: (fact, metrics) => issued(metrics, fact.issued, 'jwt_bearer'),
  token_exchanged: (fact, metrics) =>
    metrics.count('oauth_tokens_issued_total', {
      token_type: fact.issued === 'id_jag' ? 'id_jag' : 'access',
      grant_type: 'token_exchange',
    }),
  refresh_rotated(fact, metrics) {
    refreshed(metrics, fact.issued);
    revoked(metrics, 'rotation');
  },
  refresh_used: (fact, metrics) => refreshed(metrics, fact.issued),

  family_revoked: ({ reason }, metrics) => revoked(metrics, revocationReasons[reason]),
  access_token_revoked: (_, metrics) => revoked(metrics, 'client'),
  account_tokens_revoked: ({ reason }, metrics) => revoked(metrics, revocationReasons[reason]),
  grant_revoked: ({ reason }, metrics) => revoked(metrics, revocationReasons[reason]),
  consent_revoked: (_, metrics) => revoked(metrics, 'user_request'),

  device_approved: (_, metrics) => metrics.count('oauth_device_codes_authorized_total', {}),
  device_denied: (_, metrics) => metrics.count('oauth_device_codes_denied_total', {}),

  session_ended({ reason, startedAt }, metrics, at) {
    if (reason === 'logout') {
      metrics.count('auth_logout_total', {});
      metrics.count('sessions_expired_total', { reason: 'logout' });
    }
    if (startedAt !== undefined) metrics.observe('session_duration_seconds', {}, at / 1000 - startedAt);
  },
  sessions_ended: (_, metrics) => metrics.count('sessions_invalidated_total', { reason: 'user' }),
};
