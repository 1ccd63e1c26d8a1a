/**
 * What a request must satisfy once its redirect URI is trusted, in order. Every rule is a small
 * function that reads one thing, refuses what its specification refuses, and returns the value.
 */

import { OAuthError, type Params, parseScope } from '@grantor/protocol';
import type { AuthorizationDetail, KnownDetailsType } from '../model/authorization-details.ts';
import type { ClaimsRequest } from '../model/claims-request.ts';
import type { Client } from '../model/client.ts';
import { isCredentialScope } from '../model/credential-configuration.ts';
import type { GrantRequest, ManagedGrant } from '../model/managed-grant.ts';
import { type Resource, resourcesNamed } from '../model/resource.ts';
import type { Policy } from '../ports/policy.ts';
import { mustPush, mustSign } from '../profiles/client-demands.ts';
import { apisAmong, audienceOf, decideResources } from '../tokens/audience.ts';
import {
  asksForCredentials,
  checkDetails,
  parseDetails,
  resourcesOfPerson,
} from '../tokens/authorization-details.ts';
import { grantParameters, readGrantRequest } from '../tokens/managed-grants.ts';
import { decideScope, type ScopeQuestion } from '../tokens/scope-decision.ts';
import type { PersonKind } from '../tokens/subject.ts';
import { essentialAcrValues, parseClaims, permittedClaims, requestedSubject } from './claims-parameter.ts';
import { readCodeChallenge } from './code-challenge.ts';
import type { Hint } from './id-token-hint.ts';
import type { LocatedRequest } from './locate.ts';
import { type Prompt, parsePrompt } from './prompt.ts';
import { checkResponseMode, checkResponseType, type ResponseType } from './response-type.ts';
import type { TakenOffer } from './taken-offer.ts';
import { words } from './words.ts';

/** A located request that every rule has passed; what follows only decides whom to ask what. */
export type ValidRequest = LocatedRequest & {
  readonly responseType: ResponseType;
  readonly scope: readonly string[];
  readonly resources: readonly string[];
  readonly details: readonly AuthorizationDetail[];
  /** Those that are APIs: what people are shown, and what tokens may say something to. */
  readonly apis: readonly Resource[];
  /** Every registered resource and type of details, as read for this request. */
  readonly registered: readonly Resource[];
  readonly detailsTypes: readonly KnownDetailsType[];
  /** What it makes of a managed grant; null: nothing. */
  readonly grant: GrantRequest | null;
  /** The grant that it changes, once the person is known; null: none. */
  readonly held: ManagedGrant | null;
  readonly codeChallenge: string | null;
  /** RFC 9449 §10 */
  readonly dpopJkt: string | null;
  readonly nonce: string | null;
  readonly prompt: ReadonlySet<Prompt>;
  readonly maxAge: number | null;
  /** Those the client may be told. */
  readonly claims: ClaimsRequest;
  /** Levels of which one must be reached; empty: none must. */
  readonly essentialAcr: readonly unknown[];
  /** Levels of which one is wished for; never fails (OpenID Connect Core §3.1.2.1). */
  readonly acrValues: readonly string[];
  /** The only person the answer may be about, as the client knows them. */
  readonly requiredSubject: string | null;
  /** Of what kind they are, where an ID token names them; null: it may be either. */
  readonly requiredKind: PersonKind | null;
  readonly loginHint: string | null;
  readonly uiLocales: readonly string[];
};

export type CheckContext = {
  readonly policy: Policy;
  readonly resources: readonly Resource[];
  readonly detailsTypes: readonly KnownDetailsType[];
  readonly hint: Hint | null;
  /** null: it goes on with none. */
  readonly offer: TakenOffer | null;
};

/** Those that are read once the redirect URI is trusted. */
export const knownParameters: readonly string[] = [
  ...grantParameters,
  'response_type response_mode state scope code_challenge code_challenge_method dpop_jkt nonce resource',
  'authorization_details issuer_state',
  'request registration prompt max_age id_token_hint ui_locales claims_locales login_hint display acr_values claims',
].flatMap((line) => line.split(' '));

/** Every rule after the redirect URI, in the order of protocol.md AZ-1. */
export function check(
  located: LocatedRequest,
  { policy, resources, detailsTypes, hint, offer }: CheckContext,
): ValidRequest {
  const { params, client } = located;
  params.check(knownParameters); // RFC 6749 §3.1
  checkUnsupported(params); // OpenID Connect Core §3.1.2.6
  checkPushed(located, policy); // RFC 9126 §5, §6
  checkSigned(located, policy); // RFC 9101 §10.5
  const responseType = checkResponseType(params.get('response_type'), { client, policy }); // RFC 6749 §3.1.1
  checkResponseMode(params.get('response_mode'), located.mode, client); // Multiple Response Types §2.1
  const requested = parseScope(params.get('scope')); // RFC 6749 §3.3
  const asked = detailsOf(params, requested, { offer, policy, resources }); // RFC 9396 §3
  const rights = { scope: requested, details: asked };
  const meant = resourcesOfPerson(params.all('resource'), rights, { policy, resources });
  const granted = decideResources({ requested: meant, client, policy, resources }); // RFC 8707 §2.1
  const claims = parseClaims(params.get('claims')); // OpenID Connect Core §5.5
  const grant = grantOf(readGrantRequest(params, client, policy), responseType); // Grant Management §5.2
  const world = { client, resources: granted, allResources: resources, policy };
  return {
    ...{ ...located, responseType, registered: resources, detailsTypes },
    scope: scopeOf(decidePersonScope({ ...world, requested, grantKind: 'user' }, offer), responseType),
    resources: granted,
    details: checkDetails(asked, {
      ...{ client, types: detailsTypes, grantKind: 'user' },
      audience: audienceOf(granted, policy),
    }),
    apis: resourcesNamed(apisAmong(granted, policy), resources),
    ...{ grant, held: null },
    // No code, nothing to bind
    codeChallenge: responseType.code === 'none' ? null : readCodeChallenge(params, { client, policy }),
    ...{ dpopJkt: readKey(params), nonce: readNonce(params, responseType) },
    prompt: parsePrompt(params.get('prompt')), // OpenID Connect Core §3.1.2.1
    maxAge: readMaxAge(params, client),
    claims: permittedClaims(claims, client),
    ...{ essentialAcr: essentialAcrValues(claims), acrValues: readAcrValues(params, client) },
    ...requiredPerson(hint?.subject ?? requestedSubject(claims), { hint, offer }),
    ...hintsIn(params),
  };
}

/** Whoever names no scope goes on with what is offered, and with no credential beside (federation-vci-authlete.md VCI-6). */
function decidePersonScope(question: ScopeQuestion, offer: TakenOffer | null): readonly string[] {
  const scope = decideScope(question);
  if (offer === null || question.requested.length > 0) return scope;
  return scope.filter((name) => !isCredentialScope(name, question.policy.issuer, question.allResources));
}

/** With what is offered, where the request names no credential (OpenID4VCI §5.1.3). */
function detailsOf(
  params: Params,
  scope: readonly string[],
  { offer, ...world }: Pick<CheckContext, 'offer' | 'policy' | 'resources'>,
): readonly AuthorizationDetail[] {
  const details = parseDetails(params.get('authorization_details'));
  return offer === null || asksForCredentials({ scope, details }, world)
    ? details
    : [...details, ...offer.details];
}

/** Throws `invalid_request` where two persons are meant. */
function requiredPerson(
  named: string | null,
  { hint, offer }: Pick<CheckContext, 'hint' | 'offer'>,
): Pick<ValidRequest, 'requiredSubject' | 'requiredKind'> {
  if (offer === null) return { requiredSubject: named, requiredKind: hint?.of ?? null };
  const isAnother = named !== null && named !== offer.subject;
  if (isAnother || (hint !== null && hint.of !== offer.kind))
    throw new OAuthError('invalid_request', 'The offer was made to somebody else.');
  return { requiredSubject: offer.subject, requiredKind: offer.kind };
}

/** Its id comes with the tokens of the token endpoint, and so do its tokens (Grant Management §5.5). */
function grantOf(grant: GrantRequest | null, { code, accessToken }: ResponseType): GrantRequest | null {
  if (grant !== null && (code === 'none' || accessToken === 'in_front')) {
    throw new OAuthError('invalid_request', 'A grant is not managed with this response type.');
  }
  return grant;
}

const hintsIn = (params: Params): Pick<ValidRequest, 'loginHint' | 'uiLocales'> => ({
  loginHint: params.get('login_hint') ?? null,
  uiLocales: words(params.get('ui_locales')),
});

function checkUnsupported(params: Params): void {
  if (params.has('registration')) {
    throw new OAuthError('registration_not_supported', 'The parameter is not supported.');
  }
}

function checkPushed({ client, pushed }: LocatedRequest, policy: Policy): void {
  if (mustPush(client, policy) && pushed === null) {
    throw new OAuthError('invalid_request', 'The request has to be pushed to the server first.');
  }
}

function checkSigned({ client, form }: LocatedRequest, policy: Policy): void {
  if (mustSign(client, policy) && form === 'plain') {
    throw new OAuthError('invalid_request', 'The request has to be signed by the client.');
  }
}

// RFC 9449 §10: an SHA-256 thumbprint, base64url
function readKey(params: Params): string | null {
  const thumbprint = params.get('dpop_jkt');
  if (thumbprint === undefined) return null;
  if (!/^[A-Za-z0-9_-]{43}$/.test(thumbprint)) {
    throw new OAuthError('invalid_request', 'The dpop_jkt is not a SHA-256 thumbprint in base64url.');
  }
  return thumbprint;
}

/** OpenID Connect Core §3.1.2.1, §11: an ID token needs `openid`, and `offline_access` means nothing without a code. */
function scopeOf(granted: readonly string[], { code, idToken }: ResponseType): readonly string[] {
  if (idToken === 'in_front' && !granted.includes('openid')) {
    throw new OAuthError(
      'invalid_scope',
      'This response type has an ID token, which needs the scope openid.',
    );
  }
  return code === 'given' ? granted : granted.filter((scope) => scope !== 'offline_access');
}

// OpenID Connect Core §3.3.2.11
function readNonce(params: Params, type: ResponseType): string | null {
  const nonce = params.get('nonce') ?? null;
  if (type.idToken === 'in_front' && nonce === null) {
    throw new OAuthError('invalid_request', 'The nonce parameter is required for this response type.');
  }
  return nonce;
}

// OpenID Connect Dynamic Client Registration §2: what the client is registered with counts where it asks for nothing
const readAcrValues = (params: Params, client: Client): readonly string[] =>
  params.has('acr_values') ? words(params.get('acr_values')) : client.defaultAcrValues;

// OpenID Connect Core §3.1.2.1
function readMaxAge(params: Params, client: Client): number | null {
  const text = params.get('max_age');
  if (text === undefined) return client.defaultMaxAge;
  if (!/^\d{1,10}$/.test(text)) {
    throw new OAuthError('invalid_request', 'The max_age parameter is not a number of seconds.');
  }
  return Number(text);
}
