import { type Said, type Sickness, serverMetadata } from './healthy.ts';
import {
  at,
  both,
  challenge,
  isResourceDocument,
  missing,
  page,
  resourceDocument,
  type SickServer,
  withHeader,
} from './sickness.ts';

const open = (method: string, answer: Partial<Said>): Sickness =>
  at(
    ({ url, headers, ...asked }) =>
      url.pathname === '/mcp' && asked.method === method && headers.authorization === undefined,
    () => ({ status: 200, headers: { 'access-control-allow-origin': '*' }, ...answer }),
  );

const inserted = '/.well-known/oauth-protected-resource/mcp';
const root = '/.well-known/oauth-protected-resource';

/** Beside the one that is well. */
const withFurther = (issuer: (origin: string) => string): Sickness =>
  at(isResourceDocument, (well, { url }) => {
    const document = well.body as { authorization_servers: string[] };
    return {
      ...well,
      body: { ...document, authorization_servers: [...document.authorization_servers, issuer(url.origin)] },
    };
  });

export const sickResources: readonly SickServer[] = [
  {
    name: 'GET open to everybody',
    sickness: open('GET', { body: 'hello' }),
    finds: ['resource.challenge', 'resource.metadata-named', 'resource.unauthenticated-get'],
  },
  {
    name: 'JSON for everybody',
    sickness: open('GET', { body: { hello: 'you' } }),
    finds: [
      'resource.challenge',
      'resource.metadata-named',
      'resource.open-json',
      'resource.unauthenticated-get',
    ],
  },
  { name: 'HEAD open to everybody', sickness: open('HEAD', {}), finds: ['resource.unauthenticated-head'] },
  {
    name: 'POST open to everybody',
    sickness: open('POST', { body: { jsonrpc: '2.0', id: 1, result: {} } }),
    finds: ['resource.unauthenticated-post'],
  },
  {
    name: 'a method that is not used',
    sickness: open('HEAD', { status: 405 }),
    finds: ['resource.unauthenticated-head'],
    says: /HTTP 405/,
  },
  {
    name: 'a challenge that begins with another scheme',
    sickness: challenge((value) => `Basic realm="x", ${value}`),
    finds: ['resource.challenge'],
    says: /begins otherwise: Basic/,
  },
  {
    name: 'a challenge for DPoP alone',
    sickness: challenge(() => 'DPoP algs="ES256"'),
    finds: ['resource.challenge', 'resource.garbage-token', 'resource.metadata-named'],
    says: /asks for DPoP/,
  },
  {
    name: 'a challenge that breaks off',
    sickness: challenge((value) => `${value}, error_description="never ends`),
    finds: ['resource.challenge'],
    says: /cannot be read from here on: .*never ends/,
  },
  {
    name: 'a challenge that does not name the document',
    sickness: challenge((value) => value.replace(/, resource_metadata=.*/, '')),
    finds: ['resource.metadata-named'],
    says: /at its well-known place/,
  },
  {
    name: 'a relative resource_metadata',
    sickness: challenge((value) => value.replace(/resource_metadata="http:\/\/[^/]+/, 'resource_metadata="')),
    finds: ['resource.metadata-absolute'],
    says: /relative: \/\.well-known/,
  },
  {
    name: 'a challenge that names nothing',
    sickness: challenge((value) => value.replace('/oauth-protected-resource/mcp', '/nothing')),
    finds: ['resource.metadata'],
    says: /nothing: HTTP 404/,
  },
  {
    name: 'no metadata document of the resource',
    sickness: at(isResourceDocument, missing),
    finds: ['resource.metadata'],
    says: /HTTP 404/,
  },
  {
    name: 'the metadata document behind the guard',
    sickness: at(isResourceDocument, (well) => ({ ...well, status: 401, body: { error: 'invalid_token' } })),
    finds: ['resource.metadata', 'resource.root'],
    says: /HTTP 401/,
  },
  {
    name: 'a document that is at the root only',
    sickness: (asked, well) =>
      asked.url.pathname === inserted
        ? missing(well)
        : withHeader(well, 'www-authenticate', (value) => value.replace(inserted, root)),
    finds: ['resource.inserted'],
  },
  { name: 'a web page at the root document', sickness: at(root, () => page), finds: ['resource.root'] },
  {
    name: 'a document about another host',
    sickness: resourceDocument((document) => ({ ...document, resource: 'http://127.0.0.1:1/mcp' })),
    finds: ['resource.belonging', 'resource.identifier'],
  },
  {
    name: 'a resource with a slash too many',
    sickness: resourceDocument((document) => ({ ...document, resource: `${document['resource']}/` })),
    finds: ['resource.identifier'],
    says: /only the slash at the end differs/,
  },
  {
    name: 'no authorization server',
    sickness: resourceDocument((document) => ({ ...document, authorization_servers: [] })),
    finds: ['resource.servers'],
  },
  {
    name: 'a further authorization server without metadata',
    sickness: withFurther((origin) => `${origin}/other`),
    finds: ['resource.further-servers'],
    says: /\/other has no metadata: HTTP 404/,
  },
  {
    name: 'a further authorization server that calls itself otherwise',
    sickness: both(
      withFurther((origin) => `${origin}/other`),
      at('/.well-known/oauth-authorization-server/other', (_, { url }) => ({
        status: 200,
        headers: {},
        body: serverMetadata(url.origin),
      })),
    ),
    finds: ['resource.further-servers'],
    says: /\/other calls itself http\S+\/auth/,
  },
  {
    name: 'a challenge without scope',
    sickness: challenge((value) => value.replace('scope="files:read", ', '')),
    finds: ['resource.scope'],
  },
  {
    name: 'offline_access in the challenge',
    sickness: challenge((value) => value.replace('files:read', 'files:read offline_access')),
    finds: ['resource.offline-access'],
  },
  {
    name: 'offline_access in the document',
    sickness: resourceDocument((document) => ({ ...document, scopes_supported: ['offline_access'] })),
    finds: ['resource.offline-access'],
  },
  {
    name: 'a token that is none taken for a bad request',
    sickness: at(
      ({ url, headers }) => url.pathname === '/mcp' && headers.authorization !== undefined,
      (well) => ({ ...well, status: 400 }),
    ),
    finds: ['resource.garbage-token'],
  },
  {
    name: 'a token that is none called nothing',
    sickness: challenge((value) => value.replace('error="invalid_token", ', '')),
    finds: ['resource.garbage-token'],
    says: /error=\(nothing\)/,
  },
];
