/** Another token for a token (RFC 8693, advanced.md §10): nothing without a rule that allows it. */

import { OAuthError, type Params, parseScope } from '@grantor/protocol';
import type { Account } from '../model/account.ts';
import { type Actor, actorsIn, mostActors } from '../model/actor.ts';
import { mayUse } from '../model/client.ts';
import { type ExchangeRule, type ExchangeSubject, exchangeSubjects } from '../model/exchange-rule.ts';
import { type Voucher, vouchedAlso } from '../model/voucher.ts';
import type { Context } from '../requests/context.ts';
import { type DerivedWorld, derivedRights, derivedTargets } from '../tokens/derived-rights.ts';
import type { Entitlement } from '../tokens/entitlement.ts';
import type { Refused } from '../tokens/foreign-assertion.ts';
import type { Rights } from '../tokens/rights.ts';
import { readSecurityToken, type SecurityToken } from '../tokens/security-token.ts';
import { subjectOfClient } from '../tokens/subject.ts';
import { vouchedFamily } from './derived-family.ts';
import type { Grant, GrantOutcome, GrantRequest } from './grant.ts';
import { vouchElsewhere } from './id-jag.ts';
import { missing, refuseDetails } from './refusal.ts';

export const tokenExchange: Grant = {
  name: 'urn:ietf:params:oauth:grant-type:token-exchange',
  charged: 'on_entry',
  isOffered: () => true,
  isAdvertised: ({ rules }) => rules.length > 0,
  isOpenTo: (method) => method !== 'none', // a rule is for a client that is known to be itself
  async decide(context, request) {
    // What counts once was shown by another request, or the family has ended meanwhile
    if (request.attempt === 'lost') throw unusable('A token of the exchange was used or revoked meanwhile.');
    refuseDetails(request.params);
    const asked = readAsked(request.params);
    const rules = await rulesFor(context, request, asked);
    const subject = await presented(context, request, asked.subject);
    if (asked.result === 'id-jag') {
      const vouched = await vouchElsewhere(context, { request, rules, subject });
      if (vouched === null) throw ofNobody();
      return vouched;
    }
    const actor = asked.actor === null ? null : await presented(context, request, asked.actor);
    const registered = await context.ports.store.listResources();
    const world = { client: request.client, policy: context.policy, registered };
    const chosen = chooseRule(rules, { subject, params: request.params, world });
    checkMayAct(chosen.rule, { subject, actor, request, context });
    return entitle(context, { request, asked, subject, actor, world, ...chosen });
  },
};

const typePrefix = 'urn:ietf:params:oauth:token-type:';

type Sent = { readonly value: string; readonly kind: ExchangeSubject };

type Asked = {
  readonly subject: Sent;
  /** null: the client acts as the person (RFC 8693 §1.1). */
  readonly actor: Sent | null;
  readonly result: (typeof resultTypes)[number];
};

const resultTypes = ['access_token', 'jwt', 'id-jag'] as const;

/** advanced.md TEX-1 */
function readAsked(params: Params): Asked {
  const subject = readSent(params, 'subject_token');
  if (subject === null) throw missing('subject_token');
  const requested = params.get('requested_token_type') ?? `${typePrefix}access_token`;
  const result = resultTypes.find((known) => requested === `${typePrefix}${known}`);
  if (result === undefined) throw unusable('The requested_token_type is not issued here.');
  return { subject, actor: readSent(params, 'actor_token'), result };
}

/** RFC 8693 §2.1: a token and its type come together. */
function readSent(params: Params, name: 'subject_token' | 'actor_token'): Sent | null {
  const [value, type] = [params.get(name), params.get(`${name}_type`)];
  if (value === undefined && type === undefined) return null;
  if (value === undefined) throw missing(name);
  if (type === undefined) throw missing(`${name}_type`);
  const kind = exchangeSubjects.find((known) => type === `${typePrefix}${known}`);
  if (kind === undefined) throw unusable(`The ${name}_type is not taken here.`);
  return { value, kind };
}

/** advanced.md TEX-2: before any token is looked at, so that a client without a rule learns nothing of it. */
async function rulesFor(
  { ports }: Context,
  { client }: GrantRequest,
  { subject, actor, result }: Asked,
): Promise<readonly ExchangeRule[]> {
  const mode = actor === null ? 'impersonation' : 'delegation';
  const rules = (await ports.store.listExchangeRules()).filter(
    (rule) =>
      rule.client === client.id &&
      rule.subject === subject.kind &&
      rule.mode === mode &&
      (rule.idJag !== null) === (result === 'id-jag'),
  );
  if (rules.length === 0) throw notAllowed();
  return rules;
}

const notAllowed = (): OAuthError =>
  new OAuthError('unauthorized_client', 'No rule lets the client exchange such tokens.');

// RFC 8693 §2.2.2
const unusable = (description: string, detail?: string): OAuthError =>
  new OAuthError('invalid_request', description, { detail });

const ofNobody = (): OAuthError => unusable('The subject token is of nobody who may hold tokens.');

async function presented(
  context: Context,
  { client, confirmation: holds, now, source }: GrantRequest,
  { value, kind }: Sent,
): Promise<SecurityToken> {
  const token = await readSecurityToken(context, { value, kind, client, holds, now, source });
  if (isRefused(token))
    throw unusable('A token of the exchange is invalid, expired or not acceptable.', token.detail);
  return token;
}

const isRefused = (token: SecurityToken | Refused): token is Refused => 'detail' in token;

type Choice = {
  readonly subject: SecurityToken;
  readonly params: Params;
  readonly world: DerivedWorld;
};

/** The first rule that allows all targets of the request. Throws `unauthorized_client` and `invalid_target`. */
function chooseRule(rules: readonly ExchangeRule[], { subject, params, world }: Choice) {
  const fitting = rules.filter((rule) => rule.subject !== 'jwt' || rule.subjectIssuer === subject.iss);
  if (fitting.length === 0) throw notAllowed();
  const requested = [...params.all('resource'), ...params.all('audience')];
  let refusal: unknown;
  for (const rule of fitting) {
    try {
      const { audiences } = rule;
      const bound = subject.resources;
      const allowed = bound === null ? audiences : audiences.filter((uri) => bound.includes(uri));
      return { rule, resources: derivedTargets(requested, allowed, world) };
    } catch (error) {
      refusal ??= error;
    }
  }
  throw refusal;
}

type Acting = {
  readonly subject: SecurityToken;
  readonly actor: SecurityToken | null;
  readonly request: GrantRequest;
  readonly context: Context;
};

/** advanced.md TEX-4: whom the subject token lets act is who acts. */
function checkMayAct({ mayAct }: ExchangeRule, acting: Acting): void {
  const named = acting.subject.mayAct;
  if (named === undefined) {
    if (mayAct === 'needed') throw unusable('The subject token names nobody who may act.');
    return;
  }
  if (!isNamed(named, acting)) throw unusable('The subject token lets somebody else act.');
}

function isNamed(named: unknown, acting: Acting): boolean {
  const { subject, actor, request, context } = acting;
  const [{ client }, { policy }] = [request, context];
  if (typeof named !== 'object' || named === null) return false;
  const { sub, iss, client_id }: Readonly<Record<string, unknown>> = { ...named };
  if (sub === undefined && client_id === undefined) return false;
  // Other issuers know our clients by their ids, without the mark that subjects of ours have
  const subjects = actor === null ? [client.id, subjectOfClient(client.id)] : [actor.sub];
  const actedBy = actor?.iss ?? policy.issuer;
  // A name without its issuer is one of the issuer that says it, or one of ours, and of no third
  const issuers = iss === undefined ? [subject.iss, policy.issuer] : [iss];
  return (
    (sub === undefined || subjects.some((one) => one === sub)) &&
    issuers.includes(actedBy) &&
    (client_id === undefined || client_id === (actor?.clientId ?? client.id))
  );
}

type Exchange = {
  readonly request: GrantRequest;
  readonly asked: Asked;
  readonly subject: SecurityToken;
  readonly actor: SecurityToken | null;
  readonly world: DerivedWorld;
  readonly rule: ExchangeRule;
  readonly resources: readonly string[];
};

async function entitle(context: Context, exchange: Exchange): Promise<GrantOutcome> {
  const { request, asked, subject, rule, world, resources } = exchange;
  const { client, params, confirmation } = request;
  const named = parseScope(params.get('scope'));
  const bounds = [named.length > 0 ? named : null, subject.scope, rule.scopes];
  const act = actingIn(exchange);
  derivedRights({ bounds, resources, account: null }, world);
  const account = await subject.person();
  if (account === null) throw ofNobody();
  if (!mayUse(client, account)) throw unusable('The person may not use the client.');
  const left = derivedRights({ bounds, resources, account }, world);
  const entitlement: Entitlement = {
    ...{ ...left, client, account, registered: world.registered, nonce: null },
    ...{ confirmation, authentication: subject.authentication, actor: act },
    ...{ notAfter: subject.expiresAt, lifetime: rule.lifetime }, // advanced.md TEX-5
    ...(asked.result === 'jwt' ? { format: 'jwt' } : {}),
    issuedTokenType: `${typePrefix}${asked.result}`,
    vouchedBy: vouchersOf(exchange),
    lineage: lineageOf(context, exchange, { account, left }),
  };
  return { kind: 'entitled', entitlement };
}

/** Without any of them nobody would be given the token again. */
const vouchersOf = ({ rule, subject, actor }: Exchange): readonly Voucher[] => {
  const ofActor = (actor?.vouchedBy ?? []).filter((voucher) => voucher.startsWith('issuer:'));
  const named = ofActor.map((voucher): Voucher => `actor:${voucher.slice('issuer:'.length)}`);
  return vouchedAlso([...subject.vouchedBy, ...named], `rule:${rule.id}`);
};

/** Who acts, with those who acted before nested inside (RFC 8693 §4.1); impersonation adds nobody, and hides nobody. */
function actingIn({ subject, actor, request }: Exchange): Actor | null {
  if (actor === null) return subject.actor;
  const chain: Actor = {
    sub: actor.sub,
    client_id: actor.clientId ?? request.client.id,
    iss: actor.iss,
    ...(subject.actor === null ? {} : { act: subject.actor }),
  };
  if (actorsIn(chain) > mostActors) throw unusable('The chain of actors is too long.');
  return chain;
}

type Granted = { readonly account: Account; readonly left: Rights };

function lineageOf(
  context: Context,
  exchange: Exchange,
  granted: Granted,
): Extract<Entitlement['lineage'], { kind: 'exchanged' }> {
  const { subject, actor } = exchange;
  const common = {
    kind: 'exchanged',
    seen: [subject.seen, actor?.seen ?? null].filter((seen) => seen !== null),
    subject: { sub: subject.sub, iss: subject.iss },
  } as const;
  if (subject.family !== null) return { ...common, family: subject.family, started: null };
  const { world, request } = exchange;
  const { account, left } = granted;
  const started = vouchedFamily(context, {
    ...{ origin: 'token_exchange', client: request.client, userId: account.id, left },
    ...{ registered: world.registered, now: request.now },
  });
  return { ...common, family: started, started };
}
