/** Turns the facts of a commit into audit rows (protocol.md §22). Never writes, never sees a code or a token. */

import {
  type Actor,
  type Client,
  type Commit,
  type Fact,
  type FactKind,
  scopeOfGrant,
} from '@grantor/engine';
import { redirectReceiver } from '@grantor/protocol';
import { type AuditDetails, type AuditEventType, auditCatalogue } from './audit-catalogue.ts';
import { type AuditActor, type AuditEvent, type AuditRow, auditRow } from './audit-row.ts';

/** Every row of the commit, in the order of its facts. */
export const auditRows = (commit: Commit): readonly AuditRow[] => rowsOf(commit, eventsOf(commit.facts));

/** Rows that stand or fall with the commit: to be written in its transaction (operations.md D-2). */
export const synchronousAudit = (commit: Commit): readonly AuditRow[] =>
  rowsOf(commit, eventsOf(commit.facts).filter(isAtOnce));

/** Rows that follow in a batch once the commit has succeeded. */
export const batchedAudit = (commit: Commit): readonly AuditRow[] =>
  rowsOf(
    commit,
    eventsOf(commit.facts).filter((event) => !isAtOnce(event)),
  );

const isAtOnce = (event: AuditEvent): boolean => auditCatalogue[event.type].delivery === 'atOnce';

const rowsOf = (commit: Commit, events: readonly AuditEvent[]): readonly AuditRow[] =>
  events.map((event) => auditRow(event, commit.source, commit.at));

function eventsOf(facts: readonly Fact[]): readonly AuditEvent[] {
  const events = facts.map(describe).filter((event) => event !== null);
  const revocation = revocationOf(facts);
  return revocation === null ? events : [...events, revocation];
}

type Describe<Kind extends FactKind> = (fact: Extract<Fact, { kind: Kind }>) => AuditEvent | null;

const silent = (): null => null;

const descriptions: { readonly [Kind in FactKind]: Describe<Kind> } = {
  flow_started: silent,
  flow_claimed: silent,
  account_chosen: silent,
  flow_noted: silent,
  guest_admitted: silent,
  flow_ended: silent,
  flow_answered: silent,
  request_pushed: silent,
  pushed_request_answered: silent,
  family_started: silent,
  opaque_token_issued: silent,
  device_code_entered: silent,
  proof_seen: silent,
  request_seen: silent,
  dpop_proof_seen: silent,
  offer_tried: silent,
  credential_nonce_spent: silent,
  deferred_credential_collected: silent,
  document_confirmed: silent,
  client_used: silent,
  registration_token_used: silent,
  // One row per request, below
  access_token_revoked: silent,

  consent_given: ({ consent }) =>
    succeeded('USER_AUTHORIZATION_GRANTED', partiesOf(consent), {
      scope: consent.scope,
      resources: consent.resources,
    }),
  consent_revoked: (fact) => succeeded('USER_AUTHORIZATION_REVOKED', partiesOf(fact), {}),
  authorization_denied: (fact) => succeeded('AUTHORIZATION_CODE_DENIED', partiesOf(fact), {}),
  code_issued: ({ code }) =>
    succeeded('AUTHORIZATION_CODE_GENERATED', partiesOf(code, code.familyId), {
      scope: code.scope,
      resources: code.resources,
    }),
  answered_in_front: ({ family, issued }) =>
    succeeded('ACCESS_TOKEN_ISSUED', partiesOf(family, family.id), { issued, scope: family.scope }),
  grant_created: ({ grant }) =>
    succeeded('GRANT_CREATED', partiesOf(grant, grant.id), { scope: scopeOfGrant(grant) }),
  grant_changed: ({ grant, action }) =>
    succeeded('GRANT_UPDATED', partiesOf(grant, grant.id), { change: action, scope: scopeOfGrant(grant) }),
  grant_revoked: ({ grant, reason }) => succeeded('GRANT_REVOKED', partiesOf(grant, grant.id), { reason }),
  code_redeemed: ({ code, issued }) =>
    succeeded('AUTHORIZATION_CODE_EXCHANGED', partiesOf(code, code.familyId), { issued, scope: code.scope }),
  refresh_rotated: ({ family, issued }) => refreshed(family, issued),
  refresh_used: ({ family, issued }) => refreshed(family, issued),
  client_token_issued: ({ clientId, scope, by }) =>
    by === 'workload'
      ? succeeded('ACCESS_TOKEN_ISSUED', { clientId }, { issued: ['access_token'], scope })
      : succeeded('CLIENT_CREDENTIALS_TOKEN_ISSUED', { clientId }, { issued: ['access_token'], scope }),
  assertion_redeemed: ({ family, issuer, subject, issued }) =>
    succeeded('ACCESS_TOKEN_ISSUED', partiesOf(family, family.id), {
      ...{ issued, scope: family.scope, issuer, subject },
    }),
  token_exchanged: ({ issued, clientId, userId, tokenId, subject, actor, audience, scope }) =>
    succeeded('TOKEN_EXCHANGED', partiesOf({ clientId, userId }, tokenId), {
      ...{ issued: [issued], subject: subject.sub, issuer: subject.iss, audience, scope },
      actor: actorsOf(actor),
    }),
  administrative_token_issued: ({ clientId, family, tokenId, scope, resources, expiresAt }) =>
    succeeded('ADMIN_TOKEN_ISSUED', partiesOf({ clientId, userId: family?.userId ?? null }, tokenId), {
      ...{ scope, resources, expires_at: expiresAt },
    }),
  family_revoked: (fact) =>
    fact.cause === 'request'
      ? null
      : {
          ...succeeded('SUSPICIOUS_ACTIVITY', partiesOf(fact, fact.familyId), { cause: fact.cause }),
          error: 'a code or refresh token was presented again after its use',
        },

  // The row id of a device code is its hash
  device_code_issued: ({ deviceCode }) =>
    succeeded('DEVICE_CODE_GENERATED', partiesOf(deviceCode, deviceCode.hash), { scope: deviceCode.scope }),
  device_approved: ({ hash, clientId, approval }) =>
    succeeded('DEVICE_CODE_AUTHORIZED', partiesOf({ clientId, ...approval }, hash), {
      family: approval.familyId,
    }),
  device_denied: (fact) => succeeded('DEVICE_CODE_DENIED', partiesOf(fact, fact.hash), {}),
  backchannel_acknowledged: silent,
  backchannel_withdrawn: silent,
  backchannel_person_found: silent,
  backchannel_requested: ({ request }) =>
    succeeded('BACKCHANNEL_REQUESTED', partiesOf({ ...request, ...request.backchannel }, request.hash), {
      scope: request.scope,
    }),
  backchannel_approved: ({ hash, clientId, approval }) =>
    succeeded('BACKCHANNEL_APPROVED', partiesOf({ clientId, ...approval }, hash), {
      family: approval.familyId,
    }),
  backchannel_denied: (fact) => succeeded('BACKCHANNEL_DENIED', partiesOf(fact, fact.hash), {}),
  device_redeemed: ({ deviceCode, issued }) => {
    const { clientId, decision, scope } = deviceCode;
    const approval = decision.kind === 'approved' ? decision.approval : null;
    const parties = partiesOf({ clientId, userId: approval?.userId ?? null }, approval?.familyId);
    return succeeded('ACCESS_TOKEN_ISSUED', parties, { issued, scope });
  },

  credential_offered: ({ offer }) =>
    succeeded(
      'CREDENTIAL_OFFERED',
      { userId: offer.userId, resource: offer.hash },
      { credentials: offer.configurationIds },
    ),
  offer_redeemed: ({ offer: { userId, hash }, clientId, issued }) =>
    succeeded('ACCESS_TOKEN_ISSUED', partiesOf({ clientId, userId }, hash), { issued, scope: [] }),
  credential_issued: ({ credential }) =>
    succeeded('CREDENTIAL_ISSUED', partiesOf(credential, credential.id), {
      credential: credential.configurationId,
      family: credential.familyId,
    }),
  credential_deferred: ({ deferred }) =>
    succeeded('CREDENTIAL_REQUESTED', partiesOf(deferred, deferred.hash), {
      credential: deferred.configurationId,
      family: deferred.familyId,
    }),
  credential_notified: (fact) =>
    succeeded('CREDENTIAL_NOTIFIED', partiesOf(fact, fact.notification), {
      event: fact.event,
      ...(fact.description === null ? {} : { description: fact.description }),
    }),

  session_ended: ({ session, userId, reason }) =>
    succeeded(reason === 'logout' ? 'LOGOUT' : 'SESSION_ENDED', { userId, resource: session }, { reason }),

  sessions_ended: ({ userId, except, reason }) =>
    succeeded('SESSION_ENDED', { userId }, { reason, sessions: except === null ? 'all' : 'all_others' }),
  account_tokens_revoked: ({ userId, reason }) =>
    succeeded('TOKEN_REVOKED', { userId }, { tokens_revoked: 'all', reason }),

  client_registered: ({ registration: { client } }) =>
    ofItself('CLIENT_REGISTERED', client, { source: client.source, redirect_hosts: redirectHosts(client) }),
  client_replaced: ({ client, changed }) =>
    ofItself('CLIENT_UPDATED', client, { fields: changed, redirect_hosts: redirectHosts(client) }),
  client_deleted: ({ client }) =>
    ofItself('CLIENT_DELETED', client, { redirect_hosts: redirectHosts(client) }),
  document_adopted: ({ client, changed }) => described(client, changed),
  federation_client_registered: ({ client, changed }) => described(client, changed),
  document_withdrawn: ({ client }) =>
    ofItself('CLIENT_DELETED', client, { redirect_hosts: redirectHosts(client) }),
};

// Each description takes the facts of its own key
const describe = (fact: Fact): AuditEvent | null => (descriptions[fact.kind] as Describe<FactKind>)(fact);

/** A client as others describe it; `changed`: what is otherwise than before, null where it is new. */
function described(client: Client, changed: readonly string[] | null): AuditEvent {
  const redirect_hosts = redirectHosts(client);
  if (changed !== null) return ofItself('CLIENT_UPDATED', client, { fields: changed, redirect_hosts });
  const { source, federation } = client;
  const anchor = federation === null ? {} : { trust_anchor: federation.trustAnchor };
  return ofItself('CLIENT_REGISTERED', client, { source, redirect_hosts, ...anchor });
}

/** Who, and the row id of what it happened to. */
type Parties = AuditActor & { readonly resource?: string };

function succeeded<Type extends AuditEventType>(
  type: Type,
  { resource, ...actor }: Parties,
  details: AuditDetails<Type>,
): AuditEvent<Type> {
  return { type, actor, resource: resource === undefined ? null : { id: resource }, details, error: null };
}

/** A client did it to itself. */
const ofItself = <Type extends AuditEventType>(
  type: Type,
  { id, name }: Client,
  details: AuditDetails<Type>,
): AuditEvent<Type> => ({
  type,
  actor: { clientId: id },
  resource: { id, name },
  details,
  error: null,
});

/** Where its answers go: hosts, and the schemes of applications on devices. */
const redirectHosts = ({ redirectUris }: Client): readonly string[] => [
  ...new Set(redirectUris.map(redirectReceiver)),
];

const refreshed = (
  family: { clientId: string; userId: string; id: string; scope: readonly string[] },
  issued: readonly string[],
): AuditEvent => succeeded('TOKEN_REFRESHED', partiesOf(family, family.id), { issued, scope: family.scope });

/** Whoever acts, then whoever acted before. */
const actorsOf = (actor: Actor | null): readonly string[] =>
  actor === null ? [] : [actor.sub, ...actorsOf(actor.act ?? null)];

type Revocation = Extract<Fact, { kind: 'family_revoked' | 'access_token_revoked' }>;

const isRevocation = (fact: Fact): fact is Revocation =>
  fact.kind === 'access_token_revoked' || (fact.kind === 'family_revoked' && fact.cause === 'request');

/** The families and tokens that one request revoked, as one row (protocol.md §22). */
function revocationOf(facts: readonly Fact[]): AuditEvent | null {
  const revoked = facts.filter(isRevocation);
  const [first] = revoked;
  if (first === undefined) return null;
  const id = first.kind === 'family_revoked' ? first.familyId : first.tokenId;
  const details = { tokens_revoked: revoked.length, reason: first.reason };
  return succeeded('TOKEN_REVOKED', partiesOf(first, id), details);
}

const partiesOf = (
  { userId = null, clientId }: { userId?: string | null; clientId: string },
  resource?: string,
): Parties => ({ userId, clientId, ...(resource === undefined ? {} : { resource }) });
