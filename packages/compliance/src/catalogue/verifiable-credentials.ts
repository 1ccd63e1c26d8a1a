import { type Requirement, specification } from './requirement.ts';

// OpenID for Verifiable Credential Issuance 1.0, what its credentials are made of (SD-JWT VC, SD-JWT, status lists), and how
// wallets prove themselves (OAuth 2.0 Attestation-Based Client Authentication).

const PACKAGE_TESTS = 'package tests';

const issuance: readonly Requirement[] = [
  ...specification('OpenID4VCI', [
    ['5.1.1', 'MUST', 'Authorization details of the type openid_credential name a configuration.'],
    ['5.1.2', 'MUST', 'The scope of a configuration asks for it.'],
    ['6.1', 'MUST', 'The token endpoint takes pre-authorized codes, also of wallets without a client id.'],
    ['6.2', 'MUST', 'Authorization details are answered with credential identifiers.'],
    ['7', 'MUST', 'The nonce endpoint gives nonces to anybody.'],
    ['7.2', 'MUST', 'A nonce comes as JSON that nobody keeps.'],
    ['8', 'MUST', 'The credential endpoint issues to the holder of an access token.'],
    ['8.2', 'MUST', 'A request names the credential by identifier or configuration, and brings proofs.'],
    ['8.3', 'MUST', 'The answer has the credentials, or a transaction id for later.'],
    ['8.3.1.2', 'MUST', 'Each fault of a request has its code.'],
    ['9.1', 'MUST', 'A deferred request has the transaction id.'],
    ['9.2', 'MUST', 'A deferred answer is as that of the credential endpoint.'],
    ['9.3', 'MUST', 'An unknown or used transaction id is invalid_transaction_id.'],
    ['11', 'MUST', 'A wallet may say what became of a credential.'],
    ['11.1', 'MUST', 'A notification has an id and an event.'],
    ['11.3', 'MUST', 'Faults of notifications have their codes.'],
    ['12.2', 'MUST', 'The issuer publishes metadata.'],
    ['12.2.4', 'MUST', 'Metadata names endpoints and configurations.'],
    ['12.3', 'MUST', 'The authorization server says whether wallets without a client id are served.'],
  ]),
  ...specification(
    'OpenID4VCI',
    [
      ['4.1', 'MUST', 'An offer names the issuer, its configurations, and the grants they are got by.'],
      [
        '4.1.1',
        'MUST',
        'A pre-authorized code is short-lived and counts once; a transaction code may be asked for with it.',
      ],
      ['4.1.3', 'MUST', 'An offer may be read from an address that is named in its place.'],
      ['5.1', 'MUST', 'Credentials are asked for at the authorization endpoint.'],
      ['5.1.3', 'MAY', 'A request goes on with an offer by its issuer_state.'],
      [
        '6.3',
        'MUST',
        'A missing or unwanted transaction code is invalid_request, a wrong one invalid_grant.',
      ],
      ['8.2.1', 'MUST', 'Proofs are of one kind.'],
      ['9', 'MUST', 'The deferred credential endpoint answers for a transaction id.'],
      ['12.2.2', 'MUST', 'Metadata is at a well-known address, inserted before the path of the issuer.'],
      ['12.2.3', 'MAY', 'Metadata may be signed, for whoever asks for a JWT.'],
    ],
    PACKAGE_TESTS,
  ),
];

const credentials: readonly Requirement[] = [
  ...specification('SD-JWT VC', [
    ['3.2.1', 'MUST', 'The typ of a credential is dc+sd-jwt.'],
    ['3.2.2.1', 'MUST', 'vct says what the credential is.'],
    ['5', 'MUST', 'The keys of an issuer are where its well-known metadata says.'],
    ['6', 'MAY', 'A type of credentials is described at its address.'],
    ['6.2', 'MUST', 'The description names the type and its claims.'],
  ]),
  ...specification(
    'SD-JWT VC',
    [['3.2.2.2', 'MUST', 'Claims that say what a credential is cannot be kept back.']],
    PACKAGE_TESTS,
  ),
];

const disclosure: readonly Requirement[] = [
  ...specification('RFC 9901', [
    ['4', 'MUST', 'An SD-JWT is what is signed, with its disclosures behind it.'],
    ['4.1', 'MUST', 'Claims that may be kept back stand as digests in the payload.'],
    ['4.2.3', 'MUST', 'A digest is that of the disclosure as it travels.'],
  ]),
  ...specification(
    'RFC 9901',
    [
      ['4.2.4.1', 'MUST', 'The order of digests says nothing of the claims.'],
      ['9.3', 'MUST', 'A salt has 128 bits that nobody can guess.'],
    ],
    PACKAGE_TESTS,
  ),
];

const statusLists: readonly Requirement[] = [
  ...specification('Token Status List', [
    ['5.1', 'MUST', 'A list as a JWT has the typ statuslist+jwt and its own address as sub.'],
    ['8.1', 'MUST', 'A list is answered with its media type.'],
  ]),
  ...specification(
    'Token Status List',
    [
      ['4', 'MUST', 'A list has a place for each token.'],
      ['4.1', 'MUST', 'The bits of a list are compressed, the lowest of an octet first.'],
      ['5', 'MUST', 'A list travels in a signed token.'],
      ['12.5', 'SHOULD', 'Places are drawn, so that they say nothing of each other.'],
    ],
    PACKAGE_TESTS,
  ),
];

const attestations: readonly Requirement[] = [
  ...specification('Client Attestation', [
    ['4', 'MUST', 'A statement of the maker of a client names the client and the key of one installation.'],
    ['5.1', 'MUST', 'The installation proves its key by a JWT for this server, each time another one.'],
    ['5.2', 'MAY', 'A DPoP proof by the attested key proves it, too, and binds the tokens to it.'],
    ['6.1', 'MUST', 'A proof without the challenge it needs is refused with a fresh one.'],
    ['6.3', 'MAY', 'A server gives challenges for proofs at an endpoint.'],
    ['7.1', 'MUST', 'A statement is one, signed by somebody who is trusted, and good now.'],
    ['7.2', 'MUST', 'A proof is one, fresh, meant for the server, and signed by the key of the statement.'],
    ['7.3', 'MUST', 'With a DPoP proof alone there is one, by the key of the statement.'],
    ['7.5', 'MAY', 'A client proves itself by an attestation, whose subject is its client_id.'],
    ['8', 'MUST', 'Metadata names the method, and the algorithms of statements and proofs.'],
    ['10.2', 'MAY', 'A statement is used for several requests.'],
    ['10.3', 'MUST', 'Refresh tokens are bound to the installation.'],
  ]),
  ...specification(
    'Client Attestation',
    [
      ['7.4', 'MUST', 'A statement that is not fresh enough is use_fresh_attestation.'],
      ['7.6', 'MAY', 'An attestation may come beside another method of authentication.'],
    ],
    PACKAGE_TESTS,
  ),
];

export const verifiableCredentials: readonly Requirement[] = [
  ...issuance,
  ...credentials,
  ...disclosure,
  ...statusLists,
  ...attestations,
];
