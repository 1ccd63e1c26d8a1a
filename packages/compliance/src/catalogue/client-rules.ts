import { specification } from './requirement.ts';

/** clients.md, the house rules for clients, one statement for each chapter. */
export const clientRules = specification('clients.md', [
  [
    '1',
    'MUST',
    'A client is static, self-registered or a document, and minted ids and secrets need no encoding.',
  ],
  ['2', 'MUST', 'Registration takes what real clients send and answers every effective member, never null.'],
  ['3', 'MUST', 'A client reads, replaces and deletes its registration; every wrong token gets one answer.'],
  ['4', 'MUST', 'A self-registered client ends after long disuse, never while tokens of it live.'],
  ['5', 'MUST', 'A client may be an https document, fetched with care, kept for a while, withdrawn at once.'],
  ['6', 'MUST', 'Redirect URIs are safe ones, compared as strings, with any port on loopback.'],
  [
    '7',
    'MUST',
    'Basic and post are interchangeable; every failed client authentication is 401 invalid_client.',
  ],
  [
    '8',
    'MUST',
    'Metadata is complete at every address clients try, readable from any origin; the rest is a JSON 404.',
  ],
  ['9', 'MUST', 'A token is for the resources asked for, as configured; unknown ones are invalid_target.'],
  ['11', 'MUST', 'The shapes of well-known clients are taken exactly as they come.'],
  ['15', 'MUST', 'What is dangerous is refused and what is merely unusual accepted.'],
]);
