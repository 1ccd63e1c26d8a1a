import type { Case } from '../run/case.ts';
import { expectRedirectedError } from '../wire/authorization.ts';
import type { Parameters } from '../wire/parameters.ts';

// Errors that a verified redirect URI hears of.

const refused: readonly {
  readonly what: string;
  readonly parameters: Parameters;
  readonly error: string;
  readonly requirements: readonly [string, ...string[]];
  readonly differs?: Case['differs'];
}[] = [
  {
    what: 'a missing response_type',
    parameters: { response_type: undefined },
    error: 'invalid_request',
    requirements: [
      'RFC 6749 §3.1.1',
      'RFC 6749 §4.1.2.1',
      'protocol.md §5 response_type',
      'advanced.md V-19',
    ],
  },
  {
    what: 'an unknown response_type',
    parameters: { response_type: 'ticket' },
    error: 'unsupported_response_type',
    requirements: ['RFC 6749 §3.1.1', 'RFC 6749 §4.1.2.1', 'protocol.md §5 response_type'],
  },
  {
    what: 'response_type token',
    parameters: { response_type: 'token' },
    error: 'unsupported_response_type',
    requirements: ['RFC 9700 §2.1.2', 'protocol.md §5 response_type', 'protocol.md §22 Not offered'],
  },
  {
    what: 'a response_type the client did not register',
    parameters: { response_type: 'code id_token' },
    error: 'unauthorized_client',
    requirements: [
      'RFC 6749 §4.1.2.1',
      'protocol.md AZ-4',
      'protocol.md §5 response_type',
      'advanced.md LEG-1',
    ],
    differs: {
      reference: {
        reason: 'it calls an unregistered type invalid_request',
        seen: /got fragment answer invalid_request/,
      },
    },
  },
  {
    what: 'an unknown response_mode',
    parameters: { response_mode: 'pigeon' },
    error: 'invalid_request',
    requirements: ['Multiple Response Types §2.1', 'protocol.md §5 response_mode'],
    differs: {
      reference: {
        reason: 'it says unsupported_response_mode, a code no specification registers',
        seen: /unsupported_response_mode/,
      },
    },
  },
  {
    what: 'a malformed scope',
    parameters: { scope: 'openid "quoted"' },
    error: 'invalid_scope',
    requirements: ['RFC 6749 §3.3', 'protocol.md SC-1', 'protocol.md §5 scope'],
  },
  {
    what: 'a request object that is not signed',
    parameters: { request: 'eyJhbGciOiJub25lIn0.e30.' },
    error: 'invalid_request_object',
    requirements: ['Core §3.1.2.6', 'RFC 9101 §10.5', 'protocol.md §5 request', 'advanced.md JAR-8'],
  },
  {
    what: 'a request object by reference',
    parameters: { request_uri: 'https://client.example/request.jwt' },
    error: 'request_uri_not_supported',
    requirements: ['Core §3.1.2.6', 'Core §6.2', 'protocol.md §5 request'],
  },
  {
    what: 'a registration parameter',
    parameters: { registration: '{}' },
    error: 'registration_not_supported',
    requirements: ['Core §3.1.2.6', 'Core §7.2.1', 'protocol.md §5 request'],
  },
  {
    what: 'a repeated scope parameter',
    parameters: { scope: ['openid', 'email'] },
    error: 'invalid_request',
    requirements: ['RFC 6749 §3.1', 'protocol.md §1 known parameter repeated'],
  },
  {
    what: 'a repeated nonce',
    parameters: { nonce: ['a', 'b'] },
    error: 'invalid_request',
    requirements: ['RFC 6749 §3.1', 'protocol.md §1 known parameter repeated'],
  },
  {
    what: 'a nonce longer than the limit',
    parameters: { nonce: 'n'.repeat(1025) },
    error: 'invalid_request',
    requirements: ['protocol.md §1 value over its limit'],
    differs: { reference: { reason: 'it sets no limit of its own on a nonce', seen: /without error/ } },
  },
];

export const authorizationRequestCases: readonly Case[] = refused.map(
  ({ what, parameters, error, requirements, differs }) => ({
    name: `${what} is answered ${error} at the redirect URI`,
    requirements,
    ...(differs === undefined ? {} : { differs }),
    async run(t) {
      expectRedirectedError(await t.authorize({ parameters }), error);
    },
  }),
);
