/** Vouching for a person towards another authorization server (ID-JAG, advanced.md TEX-9): this server as the enterprise's. */

import { after, type Epoch, OAuthError, type Params, parseScope, secondOf } from '@grantor/protocol';
import { type ExchangeRule, type IdJagRule, idJagLifetime } from '../model/exchange-rule.ts';
import { profileOf } from '../profiles/security-profile.ts';
import type { Context } from '../requests/context.ts';
import { idJagType } from '../tokens/foreign-assertion.ts';
import { invalidScope } from '../tokens/scope-decision.ts';
import type { SecurityToken } from '../tokens/security-token.ts';
import type { GrantOutcome, GrantRequest } from './grant.ts';
import { missing } from './refusal.ts';

const idJagTokenType = 'urn:ietf:params:oauth:token-type:id-jag';

type IdJagExchange = {
  readonly request: GrantRequest;
  /** Those of the client for ID-JAGs; not empty. */
  readonly rules: readonly ExchangeRule[];
  /** The ID token, verified. */
  readonly subject: SecurityToken;
};

/**
 * A signed word about the person, for one client at one other server. Writes nothing; null: the person may hold no tokens.
 * Throws `invalid_request`, `invalid_target` and `invalid_scope`.
 */
export async function vouchElsewhere(
  context: Context,
  { request, rules, subject }: IdJagExchange,
): Promise<GrantOutcome | null> {
  const { client, params, now } = request;
  const { audience, rule, idJag } = ruleFor(rules, params);
  const scope = scopeOf(params, rule);
  const resources = resourcesOf(params, idJag);
  const account = await subject.person();
  if (account === null || subject.family === null) return null;
  const { ports, policy } = context;
  const expiresAt = endOf(rule, subject, secondOf(now));
  const jti = ports.random.token(16);
  const accessToken = await ports.keys.sign({
    use: 'id_token', // those who know people by ID tokens of ours look for this key
    alg: profileOf(client, policy).signingAlgorithm,
    typ: idJagType,
    claims: {
      ...{ iss: policy.issuer, sub: subject.sub, aud: audience, client_id: idJag.clientId },
      ...{ jti, exp: expiresAt, iat: secondOf(now) },
      resource: resources.length > 1 ? resources : resources[0],
      scope: scope.join(' '),
    },
    now: secondOf(now),
  });
  return {
    kind: 'vouched',
    answer: {
      ...{ accessToken, tokenType: 'N_A', issuedTokenType: idJagTokenType, expiresAt, scope },
      ...{ refreshToken: null, idToken: null, details: [], grantId: null },
    },
    facts: [
      {
        ...{ kind: 'token_exchanged', issued: 'id_jag', clientId: client.id, userId: account.id },
        ...{ tokenId: jti, family: { kind: 'kept', id: subject.family.id }, seen: [], actor: null },
        ...{ subject: { sub: subject.sub, iss: subject.iss }, audience: [audience], scope },
      },
    ],
  };
}

/** `audience` is the issuer of the other server, octet by octet. */
function ruleFor(rules: readonly ExchangeRule[], params: Params) {
  const [audience, ...others] = params.all('audience');
  if (audience === undefined) throw missing('audience');
  const rule = rules.find(({ audiences }) => audiences.includes(audience));
  if (rule === undefined || rule.idJag === null || others.length > 0)
    throw new OAuthError('invalid_target', 'No rule lets the client be vouched for at that server.');
  return { audience, rule, idJag: rule.idJag };
}

function scopeOf(params: Params, { scopes }: ExchangeRule): readonly string[] {
  const named = parseScope(params.get('scope'));
  const scope = named.length === 0 ? scopes : scopes.filter((name) => named.includes(name));
  if (scope.length === 0) throw invalidScope();
  return scope;
}

/** The other server's, which this one does not know: compared octet by octet. */
function resourcesOf(params: Params, { resources: allowed }: IdJagRule): readonly string[] {
  const requested = [...new Set(params.all('resource'))];
  if (requested.some((resource) => !allowed.includes(resource)))
    throw new OAuthError('invalid_target', 'No rule lets the client be vouched for at that resource.');
  if (requested.length === 0 && allowed.length > 1)
    throw new OAuthError('invalid_target', 'The request has to name the resource that it is for.');
  return requested.length === 0 ? allowed : requested;
}

/** advanced.md TEX-5: never longer than what it came of. */
const endOf = ({ lifetime }: ExchangeRule, { expiresAt }: SecurityToken, now: Epoch): Epoch => {
  const end = after(now, Math.min(lifetime ?? idJagLifetime, idJagLifetime));
  return end < expiresAt ? end : expiresAt;
};
