/** What is being examined: a protected resource, an authorization server, or one through the other. */

import { type Challenge, parseChallenges } from '../../http/challenge.ts';
import { isSameAddress, mayName } from '../../server/address.ts';
import { type DocumentForm, documentForms, resourceDocumentUrls } from '../../server/documents.ts';
import { type JsonObject, readText, readTexts } from '../../untrusted/json.ts';
import { isWebAddress } from '../../untrusted/printable.ts';
import type { ServerCertificate } from '../../world/certificate.ts';
import { type Answer, type Ask, isDocument } from './ask.ts';
import type { KnownClient } from './authorization-probe.ts';
import type { Registering } from './registration.ts';
import type { TrialSignIn } from './trial-sign-in.ts';

export type Sides = {
  /** Exactly as it was asked for. */
  readonly address: string;
  readonly ask: Ask;
  readonly resource: ResourceSide | null;
  readonly server: ServerSide | null;
};

export type Target = Sides & {
  /** Rejects with `Unanswered` where nothing answers: no verdict rests on silence. */
  readonly ask: Ask;
  /** For the few checks to which silence says something. */
  readonly askAnyway: Ask;
  /** Why nothing can be asked, if so. */
  readonly obstacle: string | null;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Everything that was answered so far, and what was asked in vain. */
  readonly answers: readonly Answer[];
  readonly unanswered: readonly Answer[];
  /** Null where a proxy stands between. Rejects when nobody answers by TLS. */
  readonly certificateOf: (url: URL) => Promise<ServerCertificate | null>;
  readonly registration: Registering;
  readonly client: KnownClient | null;
  /** Null unless somebody was asked to sign in. */
  readonly trial: TrialSignIn | null;
};

export type ResourceSide = {
  readonly url: string;
  /** The answer to a GET without a token. */
  readonly first: Answer;
  readonly bearer: Challenge | null;
  /** `resource_metadata` of the challenge, as it stands there. */
  readonly named: string | undefined;
  /** Where the document belongs (RFC 9728 §3.1), and at the root of the origin. */
  readonly inserted: Answer;
  readonly root: Answer;
  /** What clients find: at the named address, else at the inserted one, else at the root. */
  readonly found: Answer | null;
  readonly document: JsonObject | null;
};

export type ServerSide = {
  /** As whoever led here names it. */
  readonly issuer: string;
  readonly namedBy: 'address' | 'resource' | 'nobody';
  readonly forms: readonly { readonly form: DocumentForm; readonly answer: Answer }[];
  /** Of the first form that has one. */
  readonly document: JsonObject | null;
};

/** Looks at the address, and follows its metadata to the authorization server. */
export async function findTarget(address: string, ask: Ask): Promise<Sides> {
  const resource = await lookAtResource(address, ask);
  const here = await lookAtServer({ issuer: address, namedBy: 'address' }, ask);
  if (isSameAddress(readText(here.document ?? {}, 'issuer') ?? '', address)) {
    return { address, ask, resource: isResource(resource) ? resource : null, server: here };
  }
  const isMeantAsServer = here.document !== null || new URL(address).pathname === '/';
  if (!isResource(resource) && isMeantAsServer) return { address, ask, resource: null, server: here };
  return { address, ask, resource, server: await followResource(resource, ask) };
}

const isResource = ({ first, document }: ResourceSide): boolean => first.status === 401 || document !== null;

async function followResource({ url, document }: ResourceSide, ask: Ask): Promise<ServerSide | null> {
  const issuer = readTexts(document ?? {}, 'authorization_servers').find(
    (named) => isWebAddress(named) && mayName(url, named),
  );
  if (issuer !== undefined) return lookAtServer({ issuer, namedBy: 'resource' }, ask);
  // MCP 2025-03-26: without metadata, the origin of the MCP server is taken for its authorization server
  const origin = await lookAtServer({ issuer: new URL(url).origin, namedBy: 'nobody' }, ask);
  return origin.document === null ? null : origin;
}

async function lookAtResource(url: string, ask: Ask): Promise<ResourceSide> {
  const first = await ask({ url, headers: { accept: 'application/json, text/event-stream' } });
  const bearer =
    parseChallenges(first.headers.get('www-authenticate') ?? '').find(({ scheme }) => scheme === 'bearer') ??
    null;
  const named = bearer?.parameters.get('resource_metadata');
  const [insertedUrl = url, rootUrl = insertedUrl] = resourceDocumentUrls(url);
  const inserted = await ask(insertedUrl);
  const root = await ask(rootUrl);
  const isAskable = named !== undefined && isWebAddress(named) && mayName(url, named);
  const atNamed = isAskable ? await ask(named) : null;
  const found =
    [atNamed, inserted, root].find((answer) => answer !== null && isResourceDocument(answer)) ?? null;
  return { url, first, bearer, named, inserted, root, found, document: found?.json ?? null };
}

const isResourceDocument = (answer: Answer): boolean =>
  isDocument(answer) && ('resource' in (answer.json ?? {}) || 'authorization_servers' in (answer.json ?? {}));

async function lookAtServer(named: Pick<ServerSide, 'issuer' | 'namedBy'>, ask: Ask): Promise<ServerSide> {
  const forms: { form: DocumentForm; answer: Answer }[] = [];
  for (const form of documentForms(named.issuer)) forms.push({ form, answer: await ask(form.url) });
  const document = forms.find(({ answer }) => isServerDocument(answer))?.answer.json ?? null;
  return { ...named, forms, document };
}

const isServerDocument = ({ status, json }: Answer): boolean =>
  status === 200 &&
  json !== null &&
  ['issuer', 'token_endpoint', 'authorization_endpoint'].some((name) => name in json);
