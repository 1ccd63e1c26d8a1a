import { type Requirement, specification } from './requirement.ts';

const PACKAGE_TESTS = 'package tests';

/** JSON Web Encryption and what it rests on. */
export const encryption: readonly Requirement[] = [
  ...specification(
    'RFC 7516',
    [
      ['4.1', 'MUST', 'The header says how key and content are encrypted.'],
      ['5.2', 'MUST', 'Nothing is read of what does not decrypt wholly.'],
      ['11.5', 'MUST', 'The answer does not tell how a text failed to decrypt.'],
      ['7.1', 'MUST', 'Compact serialisation has five parts.'],
    ],
    PACKAGE_TESTS,
  ),
  ...specification(
    'RFC 7518',
    [
      ['4', 'MUST', 'Ways to give a reader the key have names.'],
      ['4.1', 'MUST', 'Ways to give a reader the key are listed.'],
      ['4.3', 'MUST', 'RSA-OAEP-256 uses its hash.'],
      ['4.6', 'MUST', 'A key is agreed with a key pair that is used once.'],
      ['4.6.2', 'MUST', 'The agreed secret becomes a key by the Concat KDF.'],
      ['5', 'MUST', 'Encryptions of content have names.'],
      ['5.1', 'MUST', 'Encryptions of content are listed.'],
      ['5.2.2.2', 'MUST', 'The tag is compared before anything is decrypted.'],
      ['5.2.3', 'MUST', 'A128CBC-HS256 takes half of its key for the tag.'],
      ['5.3', 'MUST', 'AES GCM has an initialization vector of 96 bits and a tag of 128.'],
      ['B.1', 'MUST', 'The example of A128CBC-HS256 comes out.'],
      ['C', 'MUST', 'The example of the agreement of keys comes out.'],
    ],
    PACKAGE_TESTS,
  ),
  ...specification(
    'RFC 7519',
    [
      ['5.2', 'MUST', 'The header of a nested JWT says that it holds a JWT.'],
      ['11.2', 'SHOULD', 'What is signed and encrypted is signed first.'],
    ],
    PACKAGE_TESTS,
  ),
  ...specification(
    'RFC 3394',
    [['2.2.3.1', 'MUST', 'A key is wrapped with the initial value of the algorithm.']],
    PACKAGE_TESTS,
  ),
];
