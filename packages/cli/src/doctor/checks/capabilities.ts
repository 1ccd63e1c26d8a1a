/** What the metadata promises, read as client libraries read it (RFC 8414 §2). */

import { type JsonObject, readText, readTexts } from '../../untrusted/json.ts';
import { type Check, error, type Outcome, ok, skipped, warning } from './check.ts';
import { documentShapeChecks } from './document-shape.ts';
import { ofServerDocument } from './sides.ts';

const about = 'capabilities';
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

const listedOr = (document: JsonObject, name: string, usual: readonly string[]): readonly string[] =>
  document[name] === undefined ? usual : readTexts(document, name);

const authMethods = (document: JsonObject): readonly string[] =>
  // RFC 8414 §2: left out, it means Basic alone
  listedOr(document, 'token_endpoint_auth_methods_supported', ['client_secret_basic']);

const grants = (document: JsonObject): readonly string[] =>
  listedOr(document, 'grant_types_supported', ['authorization_code', 'implicit']);

const listCheck = (
  row: Pick<Check, 'id' | 'title' | 'trips' | 'remedy' | 'rule'>,
  look: (document: JsonObject) => Outcome,
): Check => ({ about, ...row, look: ofServerDocument(look) });

const missing = (name: string, listed: readonly string[]): string =>
  listed.length === 0 ? `${name} lists nothing` : `${name} lists ${listed.join(', ')}`;

const methodCheck = (method: string, severity: typeof error, trips: string): Check =>
  listCheck(
    {
      id: `capabilities.auth-${method.replace('client_secret_', '')}`,
      title: `Clients may authenticate with ${method}`,
      trips,
      remedy: `Add ${method} to token_endpoint_auth_methods_supported, and accept it.`,
      rule: 'RFC 8414 §2',
    },
    (document) => {
      const listed = authMethods(document);
      const isImplied = document['token_endpoint_auth_methods_supported'] === undefined;
      if (listed.includes(method)) return ok();
      return severity(
        isImplied
          ? 'token_endpoint_auth_methods_supported is missing, which means Basic alone'
          : missing('token_endpoint_auth_methods_supported', listed),
      );
    },
  );

export const capabilityChecks: readonly Check[] = [
  ...documentShapeChecks,
  listCheck(
    {
      id: 'capabilities.pkce',
      title: 'PKCE with S256 is advertised',
      trips: 'MCP clients refuse to sign in at a server that does not say it checks PKCE.',
      remedy: 'Add "code_challenge_methods_supported": ["S256"] to the metadata.',
      rule: 'RFC 8414 §2',
    },
    (document) => {
      const name = 'code_challenge_methods_supported';
      if (document[name] === undefined) return error(`${name} is missing`);
      const listed = readTexts(document, name);
      return listed.includes('S256') ? ok() : error(missing(name, listed));
    },
  ),
  listCheck(
    {
      id: 'capabilities.code',
      title: 'The authorization code flow is offered',
      trips: 'There is no other flow that clients sign in with.',
      remedy: 'Add "code" to response_types_supported.',
      rule: 'RFC 8414 §2',
    },
    (document) => {
      const listed = readTexts(document, 'response_types_supported');
      return listed.includes('code') ? ok() : error(missing('response_types_supported', listed));
    },
  ),
  methodCheck('none', error, 'Programs on people’s machines can keep no secret, and find no way in.'),
  methodCheck('client_secret_basic', warning, 'Clients with a secret send it this way by default.'),
  methodCheck('client_secret_post', warning, 'Claude and others post the secret, whatever is listed.'),
  listCheck(
    {
      id: 'capabilities.iss',
      title: 'Answers are announced to carry iss',
      trips: 'Clients of several servers cannot tell which one an answer comes from.',
      remedy: 'Send iss with every answer, then set authorization_response_iss_parameter_supported to true.',
      rule: 'RFC 9207 §3',
    },
    (document) =>
      document['authorization_response_iss_parameter_supported'] === true
        ? ok()
        : warning('authorization_response_iss_parameter_supported is not true'),
  ),
  listCheck(
    {
      id: 'capabilities.registration',
      title: 'Clients can register themselves',
      trips: 'Clients nobody has prepared cannot begin: Cursor, mcp-remote and Gemini CLI know no other way.',
      remedy: 'Offer a registration_endpoint, or give out client ids by hand.',
      rule: 'RFC 7591 §3',
    },
    (document) => {
      if (readText(document, 'registration_endpoint') !== undefined) return ok();
      return document['client_id_metadata_document_supported'] === true
        ? warning('no registration_endpoint; clients with a metadata document can still come')
        : error('no registration_endpoint, and no metadata documents either');
    },
  ),
  listCheck(
    {
      id: 'capabilities.documents',
      title: 'Client ID metadata documents are accepted',
      trips: 'Clients with a document ask for it together with the authentication method none.',
      remedy: 'Accept none beside client_id_metadata_document_supported.',
      rule: 'MCP authorization 2025-11-25',
    },
    (document) => {
      if (document['client_id_metadata_document_supported'] !== true) return skipped('not offered');
      return authMethods(document).includes('none')
        ? ok()
        : error('client_id_metadata_document_supported without the method none');
    },
  ),
  listCheck(
    {
      id: 'capabilities.refresh',
      title: 'Sign-ins can be renewed (refresh_token)',
      trips: 'People sign in again whenever a token ends.',
      remedy: 'Add refresh_token to grant_types_supported, and accept it.',
      rule: 'RFC 8414 §2',
    },
    (document) => {
      const listed = grants(document);
      return listed.includes('refresh_token') ? ok() : warning(missing('grant_types_supported', listed));
    },
  ),
  listCheck(
    {
      id: 'capabilities.device',
      title: 'People can sign in from another device',
      trips: 'Over SSH and in containers there is no browser to sign in with.',
      remedy: 'Offer device_authorization_endpoint and list its grant type in grant_types_supported.',
      rule: 'RFC 8628 §4',
    },
    (document) => {
      const hasEndpoint = readText(document, 'device_authorization_endpoint') !== undefined;
      const hasGrant = grants(document).includes(deviceGrant);
      if (hasEndpoint && hasGrant) return ok();
      if (hasEndpoint)
        return warning('there is the endpoint, but grant_types_supported does not list device_code');
      return warning(hasGrant ? 'the grant type is listed, but there is no endpoint' : 'not offered');
    },
  ),
  listCheck(
    {
      id: 'capabilities.scopes',
      title: 'Scopes are listed',
      trips: 'Clients that know no scope cannot ask for one; some ask for the whole list.',
      remedy: 'Add scopes_supported to the metadata.',
      rule: 'RFC 8414 §2',
    },
    (document) =>
      readTexts(document, 'scopes_supported').length > 0
        ? ok()
        : warning('scopes_supported is missing or empty'),
  ),
];
