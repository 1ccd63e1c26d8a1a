/** Tokens for the word of a trusted issuer (RFC 7523 §2.1, advanced.md §11). */

import { isWithin, OAuthError, type Params, parseScope, secondOf } from '@grantor/protocol';
import { vouchedFor } from '../client-auth/authenticate.ts';
import { namesNoClient } from '../client-auth/registry.ts';
import { isPublic, mayUse } from '../model/client.ts';
import type { AssertionKind } from '../model/trusted-issuer.ts';
import { profileOf } from '../profiles/security-profile.ts';
import type { Context } from '../requests/context.ts';
import { decideResources } from '../tokens/audience.ts';
import { type DerivedWorld, derivedRights, derivedTargets } from '../tokens/derived-rights.ts';
import {
  type Assertion,
  isForClient,
  type PresentedAssertion,
  verifyAssertion,
} from '../tokens/foreign-assertion.ts';
import { personOf } from '../tokens/foreign-subject.ts';
import { invalidScope } from '../tokens/scope-decision.ts';
import { entitleService } from './client-credentials.ts';
import { vouchedFamily } from './derived-family.ts';
import type { Grant, GrantOutcome, GrantRequest, Identified, UnprovedRequest } from './grant.ts';
import { invalidGrant, missing, refuseDetails } from './refusal.ts';

export const jwtBearer: Grant = {
  name: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
  charged: 'on_entry',
  isOffered: () => true,
  isAdvertised: ({ issuers }) => issuers.length > 0, // clients.md §13
  isOpenTo: () => true,
  identify: identifyWorkload,
  async decide(context, request) {
    refuseDetails(request.params);
    if (request.vouched !== undefined) return entitleWorkload(context, request, request.vouched);
    const kinds: readonly AssertionKind[] = ['assertion', 'id-jag'];
    const assertion = await judged(context, request, kinds);
    checkClient(assertion, request);
    const registered = await context.ports.store.listResources();
    const world = { client: request.client, policy: context.policy, registered };
    const resources = targetsOf(assertion, request.params, world);
    return entitlePerson(context, { request, assertion, resources, world });
  },
};

async function judged(
  context: Context,
  { params, now, source }: UnprovedRequest,
  kinds: PresentedAssertion['kinds'],
): Promise<Assertion> {
  const value = params.get('assertion');
  if (value === undefined) throw missing('assertion');
  const assertion = await verifyAssertion(context, { value, kinds, now: secondOf(now), source });
  if ('detail' in assertion) throw invalidGrant(`assertion: ${assertion.detail}`);
  return assertion;
}

/** The service that the issuer and the rules of its record select (advanced.md JWB-5); null: another client comes with it. */
async function identifyWorkload(context: Context, request: UnprovedRequest): Promise<Identified | null> {
  if (!namesNoClient({ authorization: undefined, ...request })) return null;
  const vouched = await judged(context, request, ['workload']);
  const { issuer } = vouched;
  const [service] = issuer.clients ?? [];
  const proved = service === undefined ? null : await vouchedFor(context, service, secondOf(request.now));
  if (proved?.client.source !== 'administrator') throw invalidGrant(`${issuer.id} selects no active service`);
  // advanced.md SW-3
  if (profileOf(proved.client, context.policy).clientProof !== 'any')
    throw invalidGrant('the profile of the service wants a proof of its own');
  return { proved, vouched };
}

/** As client and subject both, within what its issuer's record allows. */
async function entitleWorkload(
  context: Context,
  { client, params, confirmation }: GrantRequest,
  { issuer: { id, scopes, resources } }: Assertion,
): Promise<GrantOutcome> {
  const registered = await context.ports.store.listResources();
  const world = { client, policy: context.policy, registered };
  const targets = derivedTargets(params.all('resource'), resources, world);
  const asked = parseScope(params.get('scope'));
  const service = { client, confirmation };
  const own = await entitleService(context, { requested: asked, targets, details: [] }, service);
  const scope = scopes === null ? own.scope : own.scope.filter((name) => scopes.includes(name));
  // protocol.md SC-2: nothing that was named is dropped in silence
  if (scope.length === 0 || !isWithin(asked, scope)) throw invalidScope();
  return {
    kind: 'entitled',
    entitlement: { ...own, scope, vouchedFor: 'workload', vouchedBy: [`issuer:${id}`] },
  };
}

/** advanced.md JWB-4: a client that proves itself, or that publishes a document without keys. */
function checkClient(assertion: Assertion, { client, method }: GrantRequest): void {
  const { issuer, claims } = assertion;
  if (!isForClient(assertion, client.id)) throw invalidGrant('its issuer is not for this client');
  const isKnown = method !== 'none' || (client.source === 'document' && isPublic(client));
  if (!isKnown) throw invalidGrant('a public client proves nothing');
  if (issuer.kind === 'id-jag' && claims['client_id'] !== client.id)
    throw invalidGrant('the assertion is for another client');
}

/** Those the assertion names, narrowed by the request; else those of the request. Throws `invalid_target`. */
function targetsOf({ issuer, claims }: Assertion, params: Params, world: DerivedWorld): readonly string[] {
  const named = issuer.kind === 'id-jag' ? textsOf(claims['resource']) : [];
  const requested = params.all('resource');
  if (named.length === 0) return derivedTargets(requested, issuer.resources, world);
  const vouched = vouchedTargets(named, issuer.resources, world);
  return requested.length === 0 ? vouched : derivedTargets(requested, vouched, world);
}

/** What the assertion is wrong about is the assertion's fault (clients.md §13). */
function vouchedTargets(
  named: readonly string[],
  allowed: readonly string[] | null,
  { client, policy, registered }: DerivedWorld,
): readonly string[] {
  try {
    const known = decideResources({ requested: named, client, policy, resources: registered });
    if (allowed === null || known.every((uri) => allowed.includes(uri))) return known;
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
  }
  throw invalidGrant('resource is none that the assertion may be for');
}

const textsOf = (claim: unknown): readonly string[] =>
  [claim].flat().filter((each): each is string => typeof each === 'string');

type Vouched = {
  readonly request: GrantRequest;
  readonly assertion: Assertion;
  readonly resources: readonly string[];
  readonly world: DerivedWorld;
};

const vouchedScope = ({ issuer, claims: { scope } }: Assertion): readonly string[] | null =>
  issuer.kind === 'id-jag' && typeof scope === 'string' ? parseScope(scope) : null;

/** The person last, since they may be made by it: everything else was looked at by then. */
async function entitlePerson(
  context: Context,
  { request, assertion, resources, world }: Vouched,
): Promise<GrantOutcome> {
  const { client, params, source, confirmation } = request;
  const { issuer } = assertion;
  const named = parseScope(params.get('scope'));
  const asked = {
    bounds: [vouchedScope(assertion), named.length > 0 ? named : null, issuer.scopes],
    resources,
  };
  derivedRights({ ...asked, account: null }, world);
  const account = await personOf(context, assertion, source);
  if (account === null) throw invalidGrant('its subject is nobody here who may hold tokens');
  if (!mayUse(client, account)) throw invalidGrant('the account may not use the client');
  const left = derivedRights({ ...asked, account }, world);
  const family = vouchedFamily(context, {
    ...{ origin: 'assertion', client, userId: account.id, left },
    ...{ registered: world.registered, now: request.now },
  });
  return {
    kind: 'entitled',
    entitlement: {
      ...{ ...left, client, account, registered: world.registered, nonce: null },
      confirmation,
      authentication: null, // nobody signed in here for it
      vouchedBy: [`issuer:${issuer.id}`],
      lineage: {
        kind: 'asserted',
        family,
        seen: assertion.seen === null ? [] : [assertion.seen],
        issuer: issuer.issuer,
        subject: assertion.subject,
      },
    },
  };
}
