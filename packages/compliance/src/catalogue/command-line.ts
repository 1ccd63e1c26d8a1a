import { type Requirement, specification } from './requirement.ts';

// What the command line relies on as a client; its own tests show it.

const PACKAGE_TESTS = 'package tests';

export const commandLine: readonly Requirement[] = [
  ...specification(
    'RFC 9110',
    [
      ['6.6.1', 'MUST', 'A server with a clock says in Date when it answered.'],
      ['10.2.3', 'MAY', 'Retry-After is a number of seconds or a date.'],
    ],
    PACKAGE_TESTS,
  ),
  ...specification(
    'RFC 7592',
    [['1.3', 'MAY', 'A registration is managed at its own URL, with its own token.']],
    PACKAGE_TESTS,
  ),
  ...specification(
    'RFC 9207',
    [['2.4', 'MUST', 'A client compares iss with the issuer it asked, before it uses the answer.']],
    PACKAGE_TESTS,
  ),
  ...specification(
    'OAuth 2.1',
    [
      ['1.5', 'MUST', 'Requests and answers with tokens travel by TLS, beside the loopback interface.'],
      ['4.1', 'MUST', 'A code from the browser is exchanged for tokens.'],
      ['4.1.1', 'MUST', 'A client asks with a code challenge, by S256 where it can.'],
    ],
    PACKAGE_TESTS,
  ),
];
