import { type Requirement, specification } from './requirement.ts';

// What servers that take tokens cite beside the core specifications; their own tests prove it.

const PACKAGE_TESTS = 'package tests';

const tokens: readonly Requirement[] = [
  ...specification(
    'RFC 7519',
    [
      ['3', 'MUST', 'A JWT is a JSON object of claims in a JWS or JWE.'],
      ['4.1', 'MUST', 'A token is used neither before nbf nor after exp.'],
      ['4.1.4', 'MUST', 'A token is refused from its exp on, but for a little clock skew.'],
      ['4.1.5', 'MUST', 'A token is refused before its nbf, but for a little clock skew.'],
    ],
    PACKAGE_TESTS,
  ),
  ...specification(
    'RFC 7800',
    [['3', 'MUST', 'Whoever takes a token bound to a key makes sure that the sender has the key.']],
    PACKAGE_TESTS,
  ),
  ...specification(
    'RFC 8037',
    [
      ['2', 'MUST', 'A key of the kind OKP has crv and x.'],
      ['3.1', 'MUST', 'EdDSA signs with keys of the kind OKP.'],
    ],
    PACKAGE_TESTS,
  ),
  ...specification('RFC 8259', [['4', 'SHOULD', 'The names in an object are unique.']], PACKAGE_TESTS),
];

const holders: readonly Requirement[] = [
  ...specification(
    'RFC 9440',
    [['2.2', 'MUST', 'Client-Cert is one byte sequence with the certificate in DER.']],
    PACKAGE_TESTS,
  ),
  ...specification(
    'RFC 9449',
    [['11.2', 'SHOULD', 'Nonces limit how early a proof can have been made.']],
    PACKAGE_TESTS,
  ),
];

const questions: readonly Requirement[] = [
  ...specification(
    'RFC 7662',
    [['2.3', 'MUST', 'Only an active answer says that a token holds.']],
    PACKAGE_TESTS,
  ),
  ...specification(
    'RFC 9701',
    [
      ['4', 'MUST', 'A signed answer is asked for by its media type.'],
      ['6', 'MUST', 'The caller says how its answers are signed; RS256 unless it does.'],
      ['8.1', 'MUST', 'No signed answer passes for an access token.'],
    ],
    PACKAGE_TESTS,
  ),
  ...specification('RFC 9701', [
    ['7', 'MAY', 'Metadata lists the algorithms of signed answers.'],
    ['5', 'MUST', 'A signed answer has its type, issuer, audience and the answer in token_introspection.'],
  ]),
  ...specification(
    'RFC 9470',
    [['3', 'MUST', 'A sign-in too weak or too old is answered insufficient_user_authentication.']],
    PACKAGE_TESTS,
  ),
  ...specification('RFC 9728', [], PACKAGE_TESTS),
];

const foundations: readonly Requirement[] = [
  ...specification(
    'RFC 7517',
    [['4.2', 'MUST', 'use, key_ops and alg say what a key is for.']],
    PACKAGE_TESTS,
  ),
  ...specification(
    'RFC 9111',
    [
      ['4.2.1', 'MUST', 'Of several freshness values the first counts, or the answer is stale.'],
      ['5.2.2.1', 'MUST', 'max-age tells for how long an answer is fresh.'],
    ],
    PACKAGE_TESTS,
  ),
  ...specification(
    'RFC 9112',
    [
      ['3.2', 'MUST', 'A request names its target in one of several forms, and one host.'],
      ['3.2.2', 'MUST', 'A target in absolute-form is accepted, and its host is the one that counts.'],
    ],
    PACKAGE_TESTS,
  ),
];

export const resourceServer: readonly Requirement[] = [...tokens, ...holders, ...questions, ...foundations];
