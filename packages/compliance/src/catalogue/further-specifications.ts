import { type Requirement, specification } from './requirement.ts';

// Specifications that packages cite for rules of their own, which their own tests prove.

const PACKAGE_TESTS = 'package tests';

const identity: readonly Requirement[] = [
  ...specification(
    'Back-Channel Logout',
    [
      ['2.3', 'MUST', 'sid is unique within the issuer.'],
      ['2.6', 'MUST', 'A logout token is validated.'],
      ['2.8', 'MUST', 'The answer to a logout token is 200 or 400.'],
    ],
    PACKAGE_TESTS,
  ),
  ...specification(
    'RP-Initiated Logout',
    [['2.1', 'MUST', 'Metadata names end_session_endpoint.']],
    PACKAGE_TESTS,
  ),
  ...specification(
    'Session Management',
    [
      ['2', 'MUST', 'An answer to a sign-in has session_state.'],
      ['3.2', 'MUST', 'A frame of the server says whether the session has changed.'],
      ['3.3', 'MUST', 'Metadata names check_session_iframe.'],
    ],
    PACKAGE_TESTS,
  ),
  ...specification('Registration', [
    ['2', 'MUST', 'Client metadata has its members and defaults.'],
    ['5', 'MUST', 'A sector identifier URI leads to a list of every redirect URI.'],
  ]),
  ...specification(
    'Registration',
    [
      ['3.1', 'MUST', 'A registration request is JSON.'],
      ['3.2', 'MUST', 'A registration answer tells what was registered.'],
      ['3.3', 'MUST', 'A registration error has a code.'],
      ['4', 'MUST', 'A client reads its configuration with its registration token.'],
    ],
    PACKAGE_TESTS,
  ),
  ...specification(
    'Unmet Authentication Requirements',
    [['2', 'MUST', 'unmet_authentication_requirements says that the server could not satisfy the request.']],
    PACKAGE_TESTS,
  ),
];

const oauth: readonly Requirement[] = [
  ...specification(
    'Security Profile',
    [
      [
        '5.3.2.1',
        'MUST',
        'A server takes confidential clients, assertions for its issuer, and never rotates.',
      ],
      ['5.3.2.2', 'MUST', 'Authorization requests are pushed, with S256, to https redirect URIs.'],
      ['5.4.1', 'MUST', 'JWTs are signed with PS256, ES256 or EdDSA.'],
    ],
    PACKAGE_TESTS,
  ),
  ...specification(
    'Message Signing',
    [
      ['5.3.1', 'MUST', 'Request objects are signed, and live an hour at most.'],
      ['5.4.1', 'MUST', 'Authorization answers are signed.'],
    ],
    PACKAGE_TESTS,
  ),
  ...specification(
    'OAuth 2.1',
    [
      ['5.1', 'MUST', 'Bearer tokens are sent in the Authorization header or a form body.'],
      ['2.3', 'MUST', 'Redirect URIs are registered.'],
      ['2.3.1', 'MUST', 'Redirect URIs are compared as strings.'],
      ['2.3.5', 'MUST', 'A bad redirect URI is told to the user.'],
      ['3.2.4', 'MUST', 'Token errors have codes.'],
      ['4.1.3', 'MUST', 'Code and verifier are checked.'],
      ['4.3', 'MUST', 'Refresh tokens are checked.'],
      ['7.5.2', 'MUST', 'Codes are single-use.'],
      ['7.5.3', 'MUST', 'Redirects are 303.'],
      ['7.12.2', 'MUST', 'The server is no open redirector.'],
    ],
    PACKAGE_TESTS,
  ),
  ...specification(
    'RFC 6749',
    [
      ['10.16', 'MUST', 'A client does not pass for a resource owner.'],
      ['A.1', 'MUST', 'Client ids consist of printable ASCII characters.'],
      ['A.2', 'MUST', 'Client secrets consist of printable ASCII characters.'],
      ['A.4', 'MUST', 'Scopes consist of visible ASCII characters without quotes and backslashes.'],
      ['A.12', 'MUST', 'Codes and access tokens consist of printable ASCII characters.'],
      ['A.17', 'MUST', 'Refresh tokens consist of printable ASCII characters.'],
    ],
    PACKAGE_TESTS,
  ),
  ...specification(
    'RFC 8176',
    [['2', 'MUST', 'Authentication methods have registered names.']],
    PACKAGE_TESTS,
  ),
  ...specification(
    'RFC 8414',
    [['5', 'MUST', 'The well-known path is inserted before the issuer path.']],
    PACKAGE_TESTS,
  ),
  ...specification('RFC 8693', [
    ['1.1', 'MAY', 'A client acts as somebody, or for somebody as itself.'],
    ['2.1', 'MUST', 'A token exchange request has its parameters.'],
    ['2.2.1', 'MUST', 'The answer says what kind of token was issued.'],
    [
      '2.2.2',
      'MUST',
      'A token that cannot be used is invalid_request, a target that may not be asked for invalid_target.',
    ],
    ['3', 'MUST', 'Kinds of tokens have identifiers.'],
    ['4.1', 'MUST', 'act names who acts, with those who acted before inside.'],
    ['4.4', 'MUST', 'may_act names who may become an actor.'],
  ]),
  ...specification(
    'RFC 9470',
    [
      ['6', 'MUST', 'A resource server reads acr and auth_time from token or introspection.'],
      ['7', 'MUST', 'Metadata lists acr values.'],
    ],
    PACKAGE_TESTS,
  ),
  ...specification(
    'RFC 9700',
    [
      ['4.1', 'MUST', 'Redirect URI validation is not weakened.'],
      ['4.2', 'MUST', 'Credentials do not leak through Referer.'],
      ['4.3', 'MUST', 'Credentials do not leak through history.'],
      ['4.4', 'MUST', 'Mix-up is prevented.'],
      ['4.5', 'MUST', 'Code injection is prevented.'],
      ['4.7.1', 'MUST', 'Cross-site request forgery is prevented.'],
      ['4.8', 'MUST', 'PKCE is not downgraded.'],
      ['4.14', 'MUST', 'Refresh tokens are protected.'],
    ],
    PACKAGE_TESTS,
  ),
];

const encodings: readonly Requirement[] = [
  ...specification('RFC 3629', [['3', 'MUST', 'Invalid UTF-8 is refused.']], PACKAGE_TESTS),
  ...specification(
    'RFC 6838',
    [['4.2.8', 'MAY', 'A suffix such as +json names the structure of a media type.']],
    PACKAGE_TESTS,
  ),
  ...specification(
    'RFC 3986',
    [
      ['2.1', 'MUST', 'A character may be written as its percent encoding.'],
      ['2', 'MUST', 'URIs consist of permitted characters.'],
      [
        '3.3',
        'MUST',
        'A path is a sequence of segments of permitted characters, which dot segments are not.',
      ],
      ['3.4', 'MUST', 'A query is one component.'],
      ['4.3', 'MUST', 'An absolute URI has a scheme and no fragment.'],
      ['6.2.2', 'SHOULD', 'Spellings of one URI are compared in their normal form.'],
    ],
    PACKAGE_TESTS,
  ),
  ...specification(
    'RFC 4291',
    [
      ['2.2', 'MUST', 'IPv6 addresses have several spellings.'],
      ['2.4', 'MUST', 'IPv6 addresses have kinds.'],
      ['2.5.5.2', 'MUST', 'IPv4 addresses may be mapped.'],
    ],
    PACKAGE_TESTS,
  ),
  ...specification(
    'RFC 1123',
    [['2.1', 'MUST', 'Host names are letters, digits and hyphens.']],
    PACKAGE_TESTS,
  ),
  ...specification(
    'RFC 4648',
    [
      ['3.2', 'MUST', 'Padding is part of base64.'],
      ['3.5', 'MUST', 'Encodings are canonical.'],
      ['5', 'MUST', 'base64url has its alphabet.'],
    ],
    PACKAGE_TESTS,
  ),
  ...specification('RFC 5869', [['3.2', 'MUST', 'Derived keys are bound to their use.']], PACKAGE_TESTS),
  ...specification(
    'RFC 5952',
    [
      ['4', 'MUST', 'IPv6 text has one canonical form.'],
      ['4.2', 'MUST', 'The longest run of zeros is left out, a single one is not.'],
    ],
    PACKAGE_TESTS,
  ),
  ...specification('RFC 6066', [['3', 'MUST', 'Server names are sent in TLS.']], PACKAGE_TESTS),
  ...specification('RFC 6761', [['6.3', 'MUST', 'Names under localhost are this machine.']], PACKAGE_TESTS),
  ...specification(
    'RFC 6762',
    [['3', 'MUST', 'Names under local exist on the local link only.']],
    PACKAGE_TESTS,
  ),
  ...specification(
    'RFC 6265bis',
    [['4.1.3.2', 'MUST', '__Host- cookies are secure and host-only.']],
    PACKAGE_TESTS,
  ),
  ...specification(
    'RFC 6454',
    [
      ['6.2', 'MUST', 'An origin has one text form.'],
      ['7', 'MUST', 'A browser names in Origin the site that sent a request.'],
    ],
    PACKAGE_TESTS,
  ),
  ...specification('RFC 6585', [['4', 'MUST', '429 may say when to come back.']], PACKAGE_TESTS),
  ...specification(
    'RFC 6890',
    [
      ['2.2', 'MUST', 'Special-purpose addresses are not the public Internet.'],
      ['2.2.2', 'MUST', 'Special-purpose IPv4 blocks are listed.'],
    ],
    PACKAGE_TESTS,
  ),
  ...specification('RFC 7239', [['6', 'MUST', 'Forwarded nodes have a syntax.']], PACKAGE_TESTS),
  ...specification(
    'RFC 9110',
    [
      ['5.6.1', 'MUST', 'A list of names is separated by commas.'],
      ['7.2', 'MUST', 'Host is a host and a port.'],
      ['8.8.3.2', 'MUST', 'Weak comparison leaves out whether an entity tag is weak.'],
      ['13.2.1', 'MUST', 'A precondition is ignored where the answer without it would be no success.'],
      ['8.3.1', 'MUST', 'Media types are compared without case and parameters.'],
      ['11.4', 'MUST', 'Credentials have a syntax.'],
      ['11.6.1', 'MUST', 'Challenges have a syntax.'],
      ['12.5.4', 'MUST', 'Languages are negotiated.'],
      ['15.5.4', 'MUST', '403 refuses what is understood.'],
      ['15.5.5', 'MUST', '404 finds nothing.'],
      ['15.5.14', 'MUST', '413 refuses what is too large.'],
      ['15.5.16', 'MUST', '415 refuses what is of another type.'],
    ],
    PACKAGE_TESTS,
  ),
  ...specification('RFC 9562', [['5.4', 'MUST', 'Random UUIDs have version 4.']], PACKAGE_TESTS),
  ...specification('Fetch', [['3.2.2', 'MUST', 'CORS answers have their headers.']], PACKAGE_TESTS),
  ...specification(
    'W3C Fetch Metadata',
    [['2.4', 'MUST', 'Sec-Fetch-Site tells where a request comes from.']],
    PACKAGE_TESTS,
  ),
  ...specification(
    'NIST SP 800-38D',
    [['8.2.2', 'MUST', 'Random initialisation vectors are used sparingly.']],
    PACKAGE_TESTS,
  ),
  ...specification(
    'PostgreSQL manual',
    [['7.8.4', 'MUST', 'Data-modifying statements in WITH see one snapshot.']],
    PACKAGE_TESTS,
  ),
];

const jose: readonly Requirement[] = [
  ...specification(
    'RFC 7515',
    [
      ['2', 'MUST', 'base64url has no padding.'],
      ['4.1.6', 'MUST', 'x5c is a chain, each certificate certifying the one before.'],
      ['4.1.11', 'MUST', 'Unknown critical headers are refused.'],
      ['7.1', 'MUST', 'Compact serialisation has three parts.'],
    ],
    PACKAGE_TESTS,
  ),
  ...specification(
    'RFC 7518',
    [
      ['3', 'MUST', 'Signature algorithms have names.'],
      ['3.1', 'MUST', 'Signature algorithms are listed.'],
      ['3.2', 'MUST', 'HMAC keys are long enough.'],
      ['3.3', 'MUST', 'RSA keys are long enough.'],
      ['3.4', 'MUST', 'ECDSA uses its curve.'],
      ['3.5', 'MUST', 'RSA-PSS uses its hash.'],
      ['6.2.2', 'MUST', 'What only a private elliptic key has is named.'],
      ['6.3.2', 'MUST', 'What only a private RSA key has is named.'],
    ],
    PACKAGE_TESTS,
  ),
  ...specification('RFC 7521', [
    ['4.1', 'SHOULD', 'No refresh token is issued for an assertion.'],
    ['4.2', 'MUST', 'An assertion names its type, and the client may be left to its subject.'],
  ]),
  ...specification(
    'RFC 7519',
    [
      ['2', 'MUST', 'Times are numbers of seconds.'],
      ['4.1.3', 'MUST', 'A token for another audience is refused.'],
      ['10.1.2', 'MUST', 'Claims are registered.'],
    ],
    PACKAGE_TESTS,
  ),
  ...specification(
    'RFC 7638',
    [
      ['3', 'MUST', 'A thumbprint is the hash of the required members.'],
      ['3.2', 'MUST', 'Required members are listed by key type.'],
    ],
    PACKAGE_TESTS,
  ),
  ...specification(
    'RFC 4226',
    [['4', 'MUST', 'The secret of an authenticator app has 160 bits.']],
    PACKAGE_TESTS,
  ),
  ...specification('RFC 6238', [['5.2', 'MUST', 'A code is accepted once.']], PACKAGE_TESTS),
  ...specification(
    'WebAuthn',
    [
      ['5.1.2', 'MUST', 'A relying party is named by a domain.'],
      ['6.1.1', 'SHOULD', 'A counter that falls back tells of a copy.'],
      ['7.1', 'MUST', 'A new credential is verified before it is kept.'],
      ['7.2', 'MUST', 'An assertion is verified before it counts.'],
      ['14.6.1', 'MUST', 'A user handle says nothing of the person.'],
    ],
    PACKAGE_TESTS,
  ),
  ...specification('RFC 8032', [['5.1', 'MUST', 'Ed25519 is deterministic.']], PACKAGE_TESTS),
  ...specification('RFC 8812', [['3.2', 'MUST', 'ES256K uses secp256k1.']], PACKAGE_TESTS),
  ...specification(
    'RFC 9864',
    [['2.2', 'MUST', 'Ed25519 is a fully specified algorithm name.']],
    PACKAGE_TESTS,
  ),
];

const further: readonly Requirement[] = [
  ...specification('Core', [['5.1.1', 'MUST', 'An address has its members.']], PACKAGE_TESTS),
  ...specification(
    'RFC 8017',
    [['8.2', 'MUST', 'RSASSA-PKCS1-v1_5 signatures are deterministic.']],
    PACKAGE_TESTS,
  ),
  ...specification('RFC 8725', [['3.10', 'MUST', 'Keys named by a token are not trusted.']], PACKAGE_TESTS),
];

export const furtherSpecifications: readonly Requirement[] = [
  ...identity,
  ...oauth,
  ...encodings,
  ...jose,
  ...further,
];
