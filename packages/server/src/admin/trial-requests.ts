/** The requests of a client that is tried: made, sent to the endpoints of this server, and told of without secrets. */

import {
  type BackChannelRequest,
  type Client,
  deviceGrant,
  type Engine,
  endpoints,
  provesByCertificate,
  sendsSecret,
  signsWithSecret,
} from '@grantor/engine';
import { encodeForm, isJsonObject, parseCompactJws, readJsonObject } from '@grantor/protocol';
import type { Visit } from '../console/visit.ts';
import type { TrialAnswer, TrialProof, TrialRequest, TrialToken } from '../pages/index.ts';
import type { Prover } from './trial-key.ts';

type Pair = readonly [name: string, value: string];

/** The grants that can be tried, by the flow. */
export const trialGrants = {
  authorization_code: 'authorization_code',
  device: deviceGrant,
  client_credentials: 'client_credentials',
} as const;

/** What is to be entered; with a certificate nothing is: its request is sent from where its key is. */
export const proofOf = (client: Client): TrialProof => {
  if (provesByCertificate(client)) return 'certificate';
  return client.authMethod === 'private_key_jwt' || signsWithSecret(client)
    ? 'assertion'
    : sendsSecret(client)
      ? 'secret'
      : 'none';
};

const calls = {
  token: (engine: Engine, request: BackChannelRequest) => engine.token(request),
  pushedAuthorization: (engine: Engine, request: BackChannelRequest) => engine.pushAuthorization(request),
  deviceAuthorization: (engine: Engine, request: BackChannelRequest) => engine.deviceAuthorization(request),
  userinfo: (engine: Engine, request: BackChannelRequest) => engine.userinfo(request),
} as const;

export type TrialCall = keyof typeof calls;

const mask = '••••••••';
const formType = 'application/x-www-form-urlencoded';
// RFC 7523 §2.2
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

type Authenticated = {
  readonly authorization: string | undefined;
  readonly parameters: readonly Pair[];
  /** As it may be shown. */
  readonly shownHeaders: readonly Pair[];
  readonly shownParameters: readonly Pair[];
  /** As a shell takes it. */
  readonly options: readonly string[];
};

/** The client's own way to prove itself (RFC 6749 §2.3). `proof`: what was entered, which is kept nowhere. */
function authenticated({ id, authMethod }: Client, proof: string): Authenticated {
  const named = { parameters: [['client_id', id]] as const, authorization: undefined, shownHeaders: [] };
  switch (authMethod) {
    case 'client_secret_basic': {
      const pair = [id, proof].map((part) => encodeForm([['', part]]).slice(1)).join(':');
      return {
        authorization: `Basic ${Buffer.from(pair).toString('base64')}`,
        parameters: [],
        shownHeaders: [['Authorization', `Basic ${mask}`]],
        shownParameters: [],
        options: [`--user ${quoted(`${id}:`)}"$CLIENT_SECRET"`],
      };
    }
    case 'client_secret_post':
      return {
        ...named,
        parameters: [...named.parameters, ['client_secret', proof]],
        shownParameters: [...named.parameters, ['client_secret', mask]],
        options: [data('client_id', id), '--data-urlencode client_secret="$CLIENT_SECRET"'],
      };
    case 'private_key_jwt':
    case 'client_secret_jwt':
      return {
        ...named,
        parameters: [...named.parameters, ...asserted(proof.trim())],
        shownParameters: [...named.parameters, ...asserted(mask)],
        options: [
          data('client_id', id),
          data('client_assertion_type', assertionType),
          '--data-urlencode client_assertion="$CLIENT_ASSERTION"',
        ],
      };
    default:
      return { ...named, shownParameters: named.parameters, options: [data('client_id', id)] };
  }
}

const asserted = (assertion: string): readonly Pair[] => [
  ['client_assertion_type', assertionType],
  ['client_assertion', assertion],
];

export type TrialExchange = {
  /** null: it was shown before. */
  readonly request: TrialRequest | null;
  readonly answer: TrialAnswer;
  /** What the answer says; null: nothing that can be read. */
  readonly told: Readonly<Record<string, unknown>> | null;
};

type CallOfClient = 'token' | 'deviceAuthorization' | 'pushedAuthorization';

/** Asks as the client would, from where the administrator sits: with every rule and limit there is. */
export function askAsClient(visit: Visit, call: CallOfClient, asked: AsClient): Promise<TrialExchange> {
  return send(visit, call, sendingOf(asked));
}

function sendingOf({ client, proof, parameters, prover }: AsClient): Sending {
  const own = authenticated(client, proof);
  const more = parameters.filter(([name]) => !own.parameters.some(([known]) => known === name));
  return {
    authorization: own.authorization,
    body: encodeForm([...more, ...own.parameters]),
    dpop: prover === null ? null : { prover, token: null },
    shown: {
      headers: [...own.shownHeaders, ['Content-Type', formType]],
      parameters: [...more, ...own.shownParameters],
      options: [...own.options, ...more.map(([name, value]) => data(name, value))],
    },
  };
}

// RFC 8705 §2.1: both in PEM, and nobody here has the second one
const certificateOptions = ['--cert "$CLIENT_CERT"', '--key "$CLIENT_KEY"'];

/** The same as a command, for a connection that shows the certificate of the client: from where its key is. */
export const commandAsClient = (visit: Visit, call: CallOfClient, asked: AsClient): TrialRequest =>
  byHand(visit, call, sendingOf(asked));

function byHand({ site }: Visit, call: TrialCall, { body, dpop, shown }: Sending): TrialRequest {
  const address = `${site.engine.certificateOrigin()}${endpoints[call].path}`;
  const method = body === null ? 'GET' : 'POST';
  const proof = dpop?.prover({ method, address, token: dpop.token });
  const { headers, parameters } = shown;
  const options = [
    ...[...certificateOptions, ...shown.options],
    ...(proof === undefined ? [] : [`--header ${quoted(`DPoP: ${proof}`)}`]),
  ];
  return {
    ...{ method, address, parameters, command: commandOf(address, options) },
    headers: [...headers, ...(proof === undefined ? [] : [['DPoP', proof] as const])],
  };
}

/** What came of it there, as whoever sent it entered it here. */
export function enteredAnswer(text: string): TrialExchange {
  const told = jsonOf(text);
  const answer = {
    ...{ status: null, isRefusal: told?.['error'] !== undefined, headers: [], parameters: [] },
    body: indented(text),
  };
  return { request: null, answer, told };
}

type AsClient = {
  readonly client: Client;
  readonly proof: string;
  readonly parameters: readonly Pair[];
  /** null: no key is shown. */
  readonly prover: Prover | null;
};

type WithToken = { readonly token: string; readonly prover: Prover | null };

/** OpenID Connect Core §5.3.1 */
export const askWhoItIs = (visit: Visit, presented: WithToken): Promise<TrialExchange> =>
  send(visit, 'userinfo', presenting(presented));

/** The same as a command, where the token is bound to the certificate of the client. */
export const commandWhoItIs = (visit: Visit, token: string): TrialRequest =>
  byHand(visit, 'userinfo', presenting({ token, prover: null }));

function presenting({ token, prover }: WithToken): Sending {
  const scheme = prover === null ? 'Bearer' : 'DPoP';
  return {
    authorization: `${scheme} ${token}`,
    body: null,
    dpop: prover === null ? null : { prover, token },
    shown: {
      headers: [['Authorization', `${scheme} ${mask}`]],
      parameters: [],
      options: [`--header "Authorization: ${scheme} $ACCESS_TOKEN"`],
    },
  };
}

type Sending = {
  readonly authorization: string | undefined;
  /** null: nothing is posted. */
  readonly body: string | null;
  /** Whose key is shown, and the token with it; null: none. */
  readonly dpop: { readonly prover: Prover; readonly token: string | null } | null;
  readonly shown: {
    readonly headers: readonly Pair[];
    readonly parameters: readonly Pair[];
    readonly options: readonly string[];
  };
};

async function send(
  { site, exchange }: Visit,
  call: TrialCall,
  { authorization, body, dpop, shown }: Sending,
): Promise<TrialExchange> {
  const { path } = endpoints[call];
  const method = body === null ? 'GET' : 'POST';
  const address = `${site.baseUrl}${path}`;
  const proof = dpop?.prover({ method, address, token: dpop.token });
  const reply = await calls[call](site.engine, {
    contentType: body === null ? undefined : formType,
    contentEncoding: undefined,
    authorization,
    dpop: proof === undefined ? [] : [proof],
    accept: undefined,
    certificate: null,
    query: '',
    body: Buffer.from(body ?? ''),
    source: { ...exchange.source, method, path },
  });
  const { parameters } = shown;
  const headers = [...shown.headers, ...(proof === undefined ? [] : [['DPoP', proof] as const])];
  const options = [...shown.options, ...(proof === undefined ? [] : ['--header "DPoP: $DPOP_PROOF"'])];
  return {
    request: { method, address, headers, parameters, command: commandOf(address, options) },
    answer: {
      status: reply.status,
      isRefusal: reply.note.error !== null,
      headers: Object.entries(reply.headers),
      parameters: [],
      body: reply.body === null ? null : indented(reply.body),
    },
    told: jsonOf(reply.body),
  };
}

export const commandOf = (address: string, options: readonly string[]): string =>
  [`curl ${quoted(address)}`, ...options].join(' \\\n  ');

const data = (name: string, value: string): string => `--data-urlencode ${quoted(`${name}=${value}`)}`;

/** As a POSIX shell takes it, whatever stands in it. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

const indented = (body: string): string => {
  const json = jsonOf(body);
  return json === null ? body : JSON.stringify(json, null, 2);
};

/** null: it is no JSON object. */
export function jsonOf(body: string | null): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(body ?? '');
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** What the token says, and whether a key of this server signed it; an opaque one says nothing. */
export async function readToken(
  { site }: Visit,
  name: TrialToken['name'],
  {
    value,
    now,
  }: {
    readonly value: string;
    readonly now: Parameters<Visit['site']['tokens']['keys']['verify']>[1]['now'];
  },
): Promise<TrialToken> {
  const [head = ''] = value.split('.');
  const jws = parseCompactJws(value);
  const header = jws === null ? null : readJsonObject(head);
  const claims = jws === null ? null : readJsonObject(jws.payload);
  if (header === null || claims === null) return { name, form: 'opaque' };
  const verified = await site.tokens.keys.verify(value, { use: name, retired: 'refuse', now });
  return { name, form: 'jwt', header, claims, isVerified: verified !== null };
}
