/** What an MCP server or a protected API says to somebody without a token (RFC 9728, RFC 6750). */

import { readChallenges } from '../../http/challenge.ts';
import { isSameAddress, mayName, withoutSlash } from '../../server/address.ts';
import { clean } from '../../untrusted/clean.ts';
import { readText, readTexts } from '../../untrusted/json.ts';
import { isWebAddress } from '../../untrusted/printable.ts';
import { type Answer, answered, describeAnswer, isDocument, isHtml } from '../target/ask.ts';
import type { ResourceSide } from '../target/target.ts';
import { type Check, error, type Outcome, ok, skipped, warning } from './check.ts';
import { furtherServersCheck } from './further-servers.ts';
import { openMethodChecks } from './resource-methods.ts';
import { isElsewhere, ofResource, ofResourceDocument } from './sides.ts';

const about = 'resource';

export const resourceChecks: readonly Check[] = [
  ...openMethodChecks,
  {
    id: 'resource.challenge',
    about,
    title: 'The challenge begins with Bearer and parses',
    trips: 'Clients read a challenge that begins with “Bearer ” and nothing else; without one they give up.',
    remedy: 'Answer 401 with a header such as: WWW-Authenticate: Bearer resource_metadata="https://…"',
    rule: 'RFC 6750 §3',
    look: ofResource(({ first }) => {
      const header = answered(first).headers.get('www-authenticate');
      if (header === null) return error(`no WWW-Authenticate header (${describeAnswer(first)})`);
      if (/^dpop /i.test(header)) return warning('it asks for DPoP, which few clients know');
      if (!/^bearer( |$)/i.test(header)) return error(`it begins otherwise: ${clean(header)}`);
      const { unread } = readChallenges(header);
      return unread === '' ? ok() : error(`it cannot be read from here on: ${clean(unread)}`);
    }),
  },
  {
    id: 'resource.metadata-named',
    about,
    title: 'The challenge names the metadata document',
    trips: 'Clients have to guess where the document is, and not all of them do.',
    remedy: 'Add resource_metadata="https://…" with the address of the document to the challenge.',
    rule: 'RFC 9728 §5.1',
    look: ofResource(({ named, inserted }) => {
      if (named !== undefined) return ok(clean(named));
      return isDocument(answered(inserted))
        ? warning('no resource_metadata; the document is at its well-known place')
        : error('no resource_metadata, and no document at its well-known place');
    }),
  },
  {
    id: 'resource.metadata-absolute',
    about,
    title: 'The metadata document is named by an absolute URL',
    trips: 'Clients drop a relative address; those that look nowhere else find no document.',
    remedy: 'Write the whole URL into resource_metadata, with https:// and the host.',
    rule: 'RFC 9728 §5.1',
    look: ofResource(({ named }) => {
      if (named === undefined) return skipped('the challenge names none');
      return /^https?:\/\//i.test(named) && URL.canParse(named)
        ? ok()
        : error(`it is relative: ${clean(named)}`);
    }),
  },
  {
    id: 'resource.metadata',
    about,
    title: 'The metadata document answers, as JSON and without a token',
    trips: 'Without the document no client learns where people sign in.',
    remedy: 'Serve the document of RFC 9728 at the named address, open to everybody, as application/json.',
    rule: 'RFC 9728 §3.2',
    look: ofResource(async (side, { askAnyway }) => {
      const { named, url, inserted } = side;
      if (named !== undefined && !mayName(url, named)) return error(`the named address ${isElsewhere}`);
      const answer = named !== undefined && isWebAddress(named) ? await askAnyway(named) : inserted;
      return isDocument(answer) ? ok(answer.url) : error(`${answer.url}: ${describeAnswer(answer)}`);
    }),
  },
  {
    id: 'resource.inserted',
    about,
    title: 'The document stands at its well-known place, too',
    trips: 'Clients that do not read the challenge look there first.',
    remedy: 'Serve it between host and path: https://host/.well-known/oauth-protected-resource/path',
    rule: 'RFC 9728 §3.1',
    look: ofResource(({ inserted, document }) => {
      if (document === null) return skipped('there is no document');
      if (!isDocument(answered(inserted))) return warning(`${inserted.url}: ${describeAnswer(inserted)}`);
      return JSON.stringify(inserted.json) === JSON.stringify(document)
        ? ok()
        : warning(`${inserted.url} says something else than the named one`);
    }),
  },
  {
    id: 'resource.root',
    about,
    title: 'The root of the origin has a document, or a JSON 404',
    trips: 'A web page in its place is read as broken metadata.',
    remedy: 'Serve the document there as well if this is the only resource, else answer 404 as JSON.',
    rule: 'RFC 9728 §3.1',
    look: ofResource(rootDocument),
  },
  {
    id: 'resource.belonging',
    about,
    title: 'The document is about this resource',
    trips: 'Clients refuse to fetch a token for a resource that another one describes.',
    remedy: 'Configure the public URL of the resource, with the host and the path that people use.',
    rule: 'RFC 9728 §7.3',
    look: ofResourceDocument((document, { address }) => {
      const described = readText(document, 'resource');
      if (described === undefined) return error('resource is missing');
      return isAbove(described, address) ? ok() : error(`it is about ${clean(described)}`);
    }),
  },
  {
    id: 'resource.identifier',
    about,
    title: 'resource is the URL that was asked for',
    trips: 'Clients compare the two as text, and refuse to go on when they differ.',
    remedy: 'Configure the public URL of the resource exactly as people type it, path included.',
    rule: 'RFC 9728 §3.3',
    look: ofResourceDocument((document, { address }) => {
      const described = readText(document, 'resource');
      return described === undefined
        ? skipped('the document names no resource')
        : sameIdentifier(described, address);
    }),
  },
  {
    id: 'resource.servers',
    about,
    title: 'At least one authorization server is named',
    trips: 'No client knows where people sign in.',
    remedy: 'List the issuer of your authorization server in authorization_servers.',
    rule: 'RFC 9728 §2',
    look: ofResourceDocument((document) => {
      const servers = readTexts(document, 'authorization_servers');
      if (servers.length === 0) return error('authorization_servers is missing or empty');
      const broken = servers.find((one) => !isWebAddress(one));
      return broken === undefined ? ok(servers.join(', ')) : error(`not a URL: ${clean(broken)}`);
    }),
  },
  furtherServersCheck,
  {
    id: 'resource.scope',
    about,
    title: 'The challenge says which scopes are needed',
    trips: 'Clients guess: they ask for every scope there is, or for too few.',
    remedy: 'Add scope="…" to the challenge, with what the first operation needs.',
    rule: 'RFC 6750 §3',
    look: ofResource(({ bearer }) => {
      if (bearer === null) return skipped('there is no challenge');
      const scope = bearer.parameters.get('scope');
      return scope === undefined ? warning('no scope in the challenge') : ok(clean(scope));
    }),
  },
  {
    id: 'resource.offline-access',
    about,
    title: 'offline_access is left to the authorization server',
    trips: 'Clients show people a wish for lasting access that the resource has no use for.',
    remedy: 'Take offline_access out of the challenge and out of scopes_supported of the resource.',
    rule: 'MCP authorization 2026-07-28',
    look: ofResource(({ bearer, document }) => {
      if (bearer === null && document === null) return skipped('there is neither a challenge nor a document');
      const inChallenge = bearer?.parameters.get('scope')?.split(' ').includes('offline_access') === true;
      if (inChallenge) return warning('the challenge asks for offline_access');
      const isListed = readTexts(document ?? {}, 'scopes_supported').includes('offline_access');
      return isListed ? warning('scopes_supported lists offline_access') : ok();
    }),
  },
];

function rootDocument({ inserted, root, document }: ResourceSide): Outcome {
  if (root.url === inserted.url) return skipped('the resource is at the root itself');
  if (answered(root).status === 404 && root.json !== null) return ok('JSON 404');
  if (!isDocument(root))
    return isHtml(root) ? notADocument(root) : warning(`${root.url}: ${describeAnswer(root)}`);
  return root.json?.['resource'] === document?.['resource'] || document === null
    ? ok()
    : warning(`${root.url} describes ${clean(String(root.json?.['resource']))}`);
}

const notADocument = (root: Answer): Outcome =>
  root.status === 200
    ? error(`${root.url}: ${describeAnswer(root)}`)
    : warning(`${root.url}: ${describeAnswer(root)}`);

/** The same origin, and the same path or one above it: what SDK clients demand of `resource`. */
function isAbove(described: string, address: string): boolean {
  const upper = URL.parse(described);
  const lower = new URL(address);
  return (
    upper !== null &&
    upper.origin === lower.origin &&
    `${withoutSlash(lower.pathname)}/`.startsWith(`${withoutSlash(upper.pathname)}/`)
  );
}

function sameIdentifier(described: string, address: string): Outcome {
  const isOrigin = new URL(address).pathname === '/';
  if (described === address || (isOrigin && isSameAddress(described, address))) return ok();
  const found = `asked for ${address}, the document says ${clean(described)}`;
  return error(isSameAddress(described, address) ? `only the slash at the end differs: ${found}` : found);
}
