import { OAuthError } from '@grantor/protocol';
import type { Client } from '../model/client.ts';
import { type Delivery, type ResponseMode, supportedResponseModes } from '../model/response-mode.ts';
import type { Policy } from '../ports/policy.ts';
import { allowedBy, profileOf, type SecurityProfile } from '../profiles/security-profile.ts';
import { words } from './words.ts';

/** Multiple Response Types §2.1, §5, JARM §2.3.1: a token never travels in a query, signed or not. */
const outsideQuery = supportedResponseModes.filter((mode) => !mode.startsWith('query'));

/** A response type is a set of words; the order in the request does not matter (Multiple Response Types §2). */
type ResponseTypeRow = {
  readonly name: string;
  readonly idToken: 'in_front' | 'at_token_endpoint';
  /** Whether an access token comes through the browser. */
  readonly accessToken: 'in_front' | 'at_token_endpoint' | 'none';
  readonly code: 'given' | 'none';
  /** `legacy`: served with ENABLE_LEGACY_RESPONSE_TYPES alone (advanced.md LEG-1). */
  readonly standing: 'usual' | 'legacy';
  readonly modes: readonly ResponseMode[];
};

export const responseTypes = [
  {
    name: 'code',
    ...{ code: 'given', idToken: 'at_token_endpoint', accessToken: 'at_token_endpoint', standing: 'usual' },
    modes: supportedResponseModes,
  },
  {
    name: 'code id_token',
    ...{ code: 'given', idToken: 'in_front', accessToken: 'at_token_endpoint', standing: 'usual' },
    modes: outsideQuery,
  },
  {
    name: 'id_token',
    ...{ code: 'none', idToken: 'in_front', accessToken: 'none', standing: 'legacy' },
    modes: outsideQuery,
  },
  {
    name: 'id_token token',
    ...{ code: 'none', idToken: 'in_front', accessToken: 'in_front', standing: 'legacy' },
    modes: outsideQuery,
  },
  {
    name: 'code token',
    ...{ code: 'given', idToken: 'at_token_endpoint', accessToken: 'in_front', standing: 'legacy' },
    modes: outsideQuery,
  },
  {
    name: 'code id_token token',
    ...{ code: 'given', idToken: 'in_front', accessToken: 'in_front', standing: 'legacy' },
    modes: outsideQuery,
  },
] as const satisfies readonly ResponseTypeRow[];

export type ResponseType = (typeof responseTypes)[number];

/** What a client is registered with beside a legacy response type; no grant of the token endpoint (OpenID Connect Registration §2). */
export const implicitGrant = 'implicit';

const inOrder = (text: string | undefined): string => [...words(text)].sort().join(' ');

/** The row the text names, or undefined: what an error has to fall back on before it is checked. */
export const findResponseType = (text: string | undefined): ResponseType | undefined =>
  responseTypes.find((row) => row.name === inOrder(text));

/** Those that this server answers, by its settings. */
export const servedResponseTypes = ({ legacyResponseTypes }: LegacyPolicy): readonly ResponseType[] =>
  responseTypes.filter(({ standing }) => standing === 'usual' || legacyResponseTypes === 'served');

type LegacyPolicy = Pick<Policy, 'legacyResponseTypes'>;

/** The response type, served here, registered by this client and within its profile. */
export function checkResponseType(
  text: string | undefined,
  { client, policy }: { readonly client: Client; readonly policy: Policy },
): ResponseType {
  if (text === undefined) throw new OAuthError('invalid_request', 'The response_type parameter is missing.');
  const row = servedResponseTypes(policy).find(({ name }) => name === inOrder(text));
  if (row === undefined) {
    throw new OAuthError('unsupported_response_type', 'The response type is not supported.'); // RFC 6749 §4.1.2.1
  }
  // advanced.md SW-14
  if (profileOf(client, policy).responseTypes?.includes(row.name) === false) {
    throw new OAuthError(
      'unsupported_response_type',
      'The security profile does not allow the response type.',
    );
  }
  checkRight(row, client);
  return row;
}

function checkRight(row: ResponseType, client: Client): void {
  if (!client.responseTypes.some((registered) => inOrder(registered) === row.name)) {
    throw new OAuthError('unauthorized_client', 'The client has not registered this response type.');
  }
  if (row.code === 'given' && !client.grantTypes.includes('authorization_code')) {
    throw new OAuthError('unauthorized_client', 'The client may not use the authorization code grant.');
  }
  if (row.standing === 'legacy' && !client.grantTypes.includes(implicitGrant)) {
    throw new OAuthError('unauthorized_client', 'The client may not use the implicit grant.');
  }
  // RFC 9449 §5.2, RFC 8705 §3.3: nothing is proved in front, so that a token from there is bound to nothing
  const isBound = client.dpopBoundAccessTokens || client.certificateBoundAccessTokens;
  if (row.accessToken === 'in_front' && isBound) {
    throw new OAuthError(
      'unauthorized_client',
      'The client gets bound tokens only, which no browser brings.',
    );
  }
}

type Asked = {
  /** The response type as it was sent. */
  readonly asked: string | undefined;
  readonly profile: Pick<SecurityProfile, 'responseModes' | 'defaultMode'>;
};

/**
 * The mode asked for if response type and profile allow it, else their default: where errors go either way. What names a
 * token keeps out of the query, supported or not (Multiple Response Types §2.1).
 */
export function answerMode(requested: string | undefined, { asked, profile }: Asked): ResponseMode {
  const ofType = findResponseType(asked)?.modes ?? supportedResponseModes;
  const found = allowedBy(profile.responseModes, ofType).find((candidate) => candidate === requested);
  if (found !== undefined) return found;
  return requested?.endsWith('jwt') === true ? 'jwt' : (profile.defaultMode ?? standingDelivery(asked)); // advanced.md SW-15
}

/** Where answers go by themselves (Multiple Response Types §2.1). */
const standingDelivery = (asked: string | undefined): Delivery =>
  /token/.test(asked ?? '') ? 'fragment' : 'query';

/** Whether the answer is one signed JWT (JARM §2.3). */
export const isSignedMode = (mode: ResponseMode): boolean => mode.endsWith('jwt');

/** How an answer in this mode travels. */
export const deliveryOf = (mode: ResponseMode, asked: string | undefined): Delivery =>
  mode === 'jwt' ? standingDelivery(asked) : (mode.replace('.jwt', '') as Delivery);

/**
 * Refuses a mode that is unknown, would put an ID token into a query, or cannot reach the redirect URI: it is not
 * delivered in; and one that the client did not register (advanced.md JRM-5).
 */
export function checkResponseMode(
  requested: string | undefined,
  delivered: ResponseMode,
  { responseModes }: Pick<Client, 'responseModes'>,
): void {
  if (requested !== undefined && requested !== delivered) {
    throw new OAuthError('invalid_request', 'The response mode is not allowed for this request.');
  }
  if (responseModes !== null && !responseModes.includes(delivered)) {
    throw new OAuthError('invalid_request', 'The client has not registered this response mode.');
  }
}
