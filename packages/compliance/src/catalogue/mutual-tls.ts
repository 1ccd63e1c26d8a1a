import { type Requirement, specification } from './requirement.ts';

// What client certificates are, and what they rest on.

const PACKAGE_TESTS = 'package tests';

export const mutualTls: readonly Requirement[] = [
  ...specification('RFC 8705', [
    [
      '2.1',
      'MUST',
      'tls_client_auth takes a certificate of a trusted authority with the registered subject.',
    ],
    ['2.2', 'MUST', 'self_signed_tls_client_auth takes a certificate that the client publishes.'],
    ['3', 'MUST', 'A token bound to a certificate is refused over a connection without it.'],
    ['3.1', 'MUST', 'cnf.x5t#S256 is the SHA-256 of the certificate in DER.'],
    ['3.3', 'MAY', 'Metadata says that tokens are bound to certificates.'],
    ['3.4', 'MAY', 'A client registers that its tokens are bound.'],
    ['4', 'MUST', 'Refresh tokens of public clients are bound to the certificate.'],
    ['5', 'MAY', 'Metadata names other addresses of endpoints for those who show certificates.'],
  ]),
  ...specification(
    'RFC 8705',
    [['2.1.2', 'MUST', 'A client registers exactly one of the five members for the subject.']],
    PACKAGE_TESTS,
  ),
  ...specification(
    'RFC 5280',
    [
      ['4.1', 'MUST', 'A certificate is a body, an algorithm and a signature.'],
      ['4.1.2.4', 'MUST', 'A name is a sequence of sets of attributes.'],
      ['4.1.2.5', 'MUST', 'A certificate is good from one time to another.'],
      ['4.1.2.6', 'MUST', 'The subject is whom the public key belongs to.'],
      ['4.2.1.6', 'MUST', 'Alternative names are of kinds, each with its tag.'],
      ['4.2.1.10', 'MUST', 'A name constraint is a host, or with a dot before it every host below.'],
      ['4.2.1.12', 'MUST', 'A certificate that names purposes is good for those alone.'],
      ['6.1', 'MUST', 'In a chain each certificate is issued by the subject of the next.'],
      ['7.1', 'MUST', 'Names are compared attribute by attribute, whatever their case and spaces.'],
      ['7.2', 'MUST', 'Names of hosts are compared whatever their case.'],
    ],
    PACKAGE_TESTS,
  ),
  ...specification(
    'RFC 4514',
    [
      ['2.1', 'MUST', 'The text of a name begins with what the certificate has last.'],
      ['2.4', 'MUST', 'Values are written with escapes, or in hexadecimal digits of DER.'],
      ['3', 'MUST', 'Types of attributes have short names or are identifiers with dots.'],
    ],
    PACKAGE_TESTS,
  ),
  ...specification(
    'RFC 4518',
    [['2', 'MUST', 'Strings are prepared before they are compared.']],
    PACKAGE_TESTS,
  ),
  ...specification(
    'RFC 7517',
    [['4.7', 'MUST', 'The first certificate of x5c is that of the key beside it.']],
    PACKAGE_TESTS,
  ),
  ...specification('RFC 9325', [['4.2', 'SHOULD', 'TLS 1.2 is used with ECDHE and AES-GCM.']], PACKAGE_TESTS),
  ...specification(
    'X.690',
    [
      ['8.1', 'MUST', 'A value is a tag, a length and a content.'],
      ['8.1.3', 'MUST', 'A length is one byte, or says first how many bytes it has.'],
      ['8.19', 'MUST', 'An object identifier is a sequence of arcs in base 128.'],
      ['8.23', 'MUST', 'A string is in the characters of its type.'],
      ['10.1', 'MUST', 'DER has definite lengths.'],
    ],
    PACKAGE_TESTS,
  ),
];
