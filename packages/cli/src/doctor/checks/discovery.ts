/** Where the metadata of the authorization server stands, and whose it says it is (RFC 8414, OpenID Connect Discovery). */

import { isLoopbackUrl } from '@grantor/protocol';
import { isSameAddress } from '../../server/address.ts';
import type { DocumentForm } from '../../server/documents.ts';
import { clean } from '../../untrusted/clean.ts';
import { type JsonObject, readText } from '../../untrusted/json.ts';
import { answered, describeAnswer, isDocument, isHtml } from '../target/ask.ts';
import { registrableDomain } from '../target/registrable-domain.ts';
import type { ServerSide, Target } from '../target/target.ts';
import { type Check, error, type Outcome, ok, skipped, warning } from './check.ts';
import { ofServer, ofServerDocument } from './sides.ts';

const about = 'discovery';

const formCheck = (name: DocumentForm['name'], title: string, rule: string): Check => ({
  id: `discovery.${name}`,
  about,
  title,
  trips: 'Clients try the addresses in different orders; a web page in one of them ends the attempt.',
  remedy: 'Serve the same document at every address, as application/json; where there is none, a JSON 404.',
  rule,
  look: ofServer(({ forms, document }) => {
    const found = forms.find(({ form }) => form.name === name);
    if (found === undefined) return skipped('the issuer has no path');
    const answer = document === null ? found.answer : answered(found.answer);
    if (isDocument(answer)) return ok(answer.url);
    const said = `${answer.url}: ${describeAnswer(answer)}`;
    return document === null || isHtml(answer) || answer.status === 200 ? error(said) : warning(said);
  }),
});

export const discoveryChecks: readonly Check[] = [
  formCheck('oauth', 'The OAuth metadata is there, as JSON', 'RFC 8414 §3.1'),
  formCheck('openid', 'The OpenID metadata is there, as JSON', 'OpenID Connect Discovery §4'),
  formCheck('openid-inserted', 'The OpenID metadata is also between host and path', 'RFC 8414 §5'),
  {
    id: 'discovery.agreement',
    about,
    title: 'Every address says the same',
    trips: 'What works depends on the address that a client happens to try first.',
    remedy: 'Serve one document at all of them.',
    rule: 'RFC 8414 §5',
    look: ofServer(({ forms }) => {
      const documents = forms.filter(({ answer }) => isDocument(answer));
      if (documents.length < 2) return skipped('there are no two documents');
      const differing = [...differences(documents.map(({ answer }) => answer.json ?? {}))];
      return differing.length === 0 ? ok() : warning(`they differ in ${differing.join(', ')}`);
    }),
  },
  {
    id: 'discovery.unknown',
    about,
    title: 'An unknown well-known address is a JSON 404',
    trips: 'Clients probe addresses; a web page or a sign-in in their place is read as broken metadata.',
    remedy: 'Exclude /.well-known/ from the catch-all page and from the guard, and answer 404 as JSON.',
    rule: 'RFC 9110 §15.5.5',
    look: unknownWellKnown,
  },
  {
    id: 'discovery.issuer',
    about,
    title: 'issuer is the same text everywhere',
    trips: 'Clients compare issuer with the address they came by, as text, and refuse metadata of another.',
    remedy: 'Configure one issuer, and write it in authorization_servers exactly as the server does.',
    rule: 'RFC 8414 §3.3',
    look: ofServer(sameIssuer),
  },
  {
    id: 'discovery.endpoints-absolute',
    about,
    title: 'Endpoints are absolute URLs',
    trips: 'A client cannot call a relative address, or calls it at the wrong host.',
    remedy: 'Write whole URLs, with https:// and the host.',
    rule: 'RFC 8414 §2',
    look: ofServerDocument((document) => {
      const relative = endpoints(document).filter(
        ([, url]) => !/^https?:\/\//i.test(url) || !URL.canParse(url),
      );
      return relative.length === 0 ? ok() : error(listed(relative));
    }),
  },
  {
    id: 'discovery.endpoints-https',
    about,
    title: 'Endpoints are https, or on this machine',
    trips: 'Clients refuse to send codes and tokens by http, where others can read them.',
    remedy: 'Serve the endpoints by https; behind a proxy, set the public base URL of the server.',
    rule: 'OAuth 2.1 §1.5',
    look: ofServerDocument((document) => {
      const open = endpoints(document).filter(([, url]) => /^http:/i.test(url) && !isLoopbackUrl(url));
      return open.length === 0 ? ok() : error(listed(open));
    }),
  },
  {
    id: 'discovery.endpoints-domain',
    about,
    title: 'Endpoints are at the domain of the issuer',
    trips:
      'People see a foreign address when they sign in; whoever writes the metadata could send them anywhere.',
    remedy: 'If the other domain is yours, all is well; otherwise find out who wrote the metadata.',
    rule: 'RFC 8414 §3.3',
    look: ofServerDocument((document, { server }) => {
      const home = registrableDomain(readText(document, 'issuer') ?? server?.issuer ?? '');
      const away = endpoints(document).filter(
        ([, url]) => URL.canParse(url) && registrableDomain(url) !== home,
      );
      return away.length === 0 ? ok() : warning(listed(away));
    }),
  },
];

const endpoints = (document: JsonObject): readonly (readonly [string, string])[] =>
  Object.entries(document).flatMap(([name, value]) =>
    typeof value === 'string' && /_endpoint$|^jwks_uri$/.test(name) ? [[name, value] as const] : [],
  );

const listed = (found: readonly (readonly [string, string])[]): string =>
  found.map(([name, url]) => `${name} ${clean(url)}`).join(', ');

function* differences([first, ...others]: readonly JsonObject[]): Generator<string> {
  const mattering = [
    'issuer',
    'authorization_endpoint',
    'token_endpoint',
    'registration_endpoint',
    'jwks_uri',
  ];
  for (const name of mattering) if (others.some((other) => other[name] !== first?.[name])) yield name;
}

async function unknownWellKnown({ address, server, ask }: Target): Promise<Outcome> {
  const origins = new Set([new URL(address).origin, new URL(server?.issuer ?? address).origin]);
  let found: Outcome = ok();
  for (const origin of origins) {
    const answer = await ask(`${origin}/.well-known/oauth-grantor-doctor`);
    if (answer.status === 404 && answer.json !== null) continue;
    const said = `${answer.url}: ${describeAnswer(answer)}`;
    if (answer.status !== 404) return error(said);
    found = warning(said);
  }
  return found;
}

function sameIssuer({ issuer, namedBy, document, forms }: ServerSide): Outcome {
  if (document === null) return skipped(`no metadata at ${forms[0]?.form.url ?? issuer}`);
  const said = readText(document, 'issuer');
  if (said === undefined) return error('the metadata has no issuer');
  if (said === issuer) return ok(clean(said));
  const asked = namedBy === 'resource' ? `the resource names ${clean(issuer)}` : `asked for ${issuer}`;
  if (!isSameAddress(said, issuer)) return error(`${asked}, the metadata says ${clean(said)}`);
  const found = `only the slash at the end differs: ${asked}, the metadata says ${clean(said)}`;
  // what a person types is not yet anybody's configuration
  return namedBy === 'resource'
    ? error(found)
    : warning(found, `Configure clients with exactly: ${clean(said)}`);
}
