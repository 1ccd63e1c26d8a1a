/**
 * What people and programs sent, as log and audit may hold it: a secret in the wrong field is not written down
 * (security.md O-3).
 */

import type { SentClientId } from '@grantor/engine';
import { hmacSha256, uriParts } from '@grantor/protocol';

export type OutsideText = {
  /** The id of a known client; of any other text only a mark by which it is known again. */
  clientId(sent: SentClientId | null): string | null;
  /** Scheme, host, port and path, 200 characters at most; of a text that is no URI only a mark. */
  uri(sent: string | null): string | null;
};

/** `key`: without it nobody finds out which text a mark stands for, however short that was. */
export function createOutsideText(key: Uint8Array): OutsideText {
  const mark = (text: string): string => {
    const digest = Buffer.from(hmacSha256(key, text), 'base64url').toString('hex');
    return `unknown:${digest.slice(0, 12)}`;
  };
  return {
    clientId: (sent) => sent && (sent.standing === 'known' ? sent.id : mark(sent.id)),
    uri: (sent) => sent && (bareUri(sent) ?? mark(sent)),
  };
}

const longest = 200;

/** Without user information, query and fragment, where codes and tokens travel; null: it is no URI. */
function bareUri(text: string): string | null {
  const { scheme, host, port, path, query } = uriParts(text);
  if (scheme === '' || !visible.test(text)) return null;
  const authority = host === '' ? '' : `//${host}${port === '' ? '' : `:${port}`}`;
  const bare = `${scheme}:${authority}${path}${query === '' ? '' : '?…'}`;
  return bare.length > longest ? `${bare.slice(0, longest)}…` : bare;
}

const visible = /^[\x21-\x7e]*$/;
