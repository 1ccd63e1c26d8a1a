/**
 * The answer of the last rotation, kept so that only the holder of the rotated token can open it: the key
 * derives from that token, which is stored nowhere (protocol.md RF-3).
 */

import { canonical } from '../model/authorization-details.ts';
import { type Confirmation, nameOf } from '../model/confirmation.ts';
import type { RefreshToken } from './refresh-token.ts';
import type { Rights } from './rights.ts';
import { type SealedUnder, seal, unseal } from './sealed.ts';

/** Rights, and what their token is bound to. */
export type Given = Rights & { readonly confirmation: Confirmation | null };

/**
 * `given`: what the answer gives. Where the same token is owed anything else now, because the request is another or
 * because rights were taken away or came back, it does not open the answer.
 */
export const sealAnswer = (answer: string, token: RefreshToken, given: Given): string =>
  seal(answer, under(token), fingerprint(given));

/** The answer, or null when it was sealed for another token, or gives anything but what is `owed` now. */
export const openAnswer = (sealed: string, token: RefreshToken, owed: Given): string | null =>
  unseal(sealed, under(token), fingerprint(owed));

/** A token is rotated once, so it seals one stored answer. */
const under = ({ value }: RefreshToken): SealedUnder => ({
  secret: value,
  purpose: 'grantor sealed refresh answer',
});

// The order of values says nothing (RFC 6749 §3.3)
const fingerprint = ({ scope, resources, details, confirmation }: Given): string =>
  JSON.stringify([
    [...scope].sort(),
    [...resources].sort(),
    details.map(canonical).sort(),
    ...(confirmation === null ? [] : [nameOf(confirmation)]),
  ]);
