import { specification } from './requirement.ts';

/** RFC 9449, DPoP. */
export const rfc9449 = [
  ...specification('RFC 9449', [
    ['4.1', 'MUST', 'A request carries its proof in one DPoP header.'],
    ['4.3', 'MUST', 'Every part of a proof is checked.'],
    ['5', 'MUST', 'A token asked for with a proof is bound to its key and has the type DPoP.'],
    ['5.1', 'MUST', 'Metadata lists the algorithms of proofs.'],
    ['5.2', 'MUST', 'A client may register that its tokens are always bound.'],
    ['6', 'MUST', 'The resource learns the key a token is bound to.'],
    ['6.1', 'MUST', 'cnf.jkt holds the thumbprint of the key.'],
    ['6.2', 'MUST', 'Introspection tells the thumbprint too.'],
    ['7', 'MUST', 'A bound token needs its proof at the resource.'],
    [
      '7.1',
      'MUST',
      'A bound token comes with the scheme DPoP, its proof with its hash, and challenges say so.',
    ],
    ['7.2', 'MUST', 'A bound token sent as Bearer is refused.'],
    ['10', 'MUST', 'A code may be bound to a key.'],
    ['10.1', 'MUST', 'The proof of a pushed request binds its code.'],
    ['11.1', 'MUST', 'A proof is good once and for a short time.'],
    ['11.3', 'MUST', 'Only asymmetric algorithms that are safe are accepted.'],
  ]),
  ...specification(
    'RFC 9449',
    [
      ['4.2', 'MUST', 'A proof is a JWT of type dpop+jwt with its key, jti, htm, htu and iat.'],
      ['8', 'MUST', 'The server may demand a nonce and says use_dpop_nonce.'],
      ['8.1', 'MUST', 'A nonce consists of visible characters.'],
      ['8.2', 'MUST', 'A new nonce may come with any answer.'],
      ['9', 'MUST', 'A resource may demand a nonce too.'],
    ],
    'package tests',
  ),
];
