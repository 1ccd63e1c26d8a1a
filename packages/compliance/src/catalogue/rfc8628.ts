import { specification } from './requirement.ts';

/** RFC 8628, Device Authorization Grant. */
export const rfc8628 = specification('RFC 8628', [
  [
    '3.1',
    'MUST',
    'A device authorization request is a form with client_id, authenticated where the client has a credential.',
  ],
  [
    '3.2',
    'MUST',
    'The answer has device_code, user_code, verification_uri and expires_in, and is never cached.',
  ],
  ['3.3', 'MUST', 'The user is told what the device asks for and decides.'],
  ['3.3.1', 'MUST', 'A link that carries the code still asks the user to confirm that the device shows it.'],
  [
    '3.4',
    'MUST',
    'The poll names grant type, device code and client, which authenticates as it would elsewhere.',
  ],
  ['3.5', 'MUST', 'authorization_pending, slow_down, access_denied and expired_token tell how things stand.'],
  ['4', 'MAY', 'Metadata names the device authorization endpoint and the grant type.'],
  ['5.1', 'SHOULD', 'User codes have enough entropy for the rate they can be tried at.'],
  ['5.4', 'SHOULD', 'The user is protected against remote phishing by seeing what is being authorized.'],
  ['6.1', 'SHOULD', 'User codes are easy to type: case-insensitive, no vowels, punctuation ignored.'],
]);
