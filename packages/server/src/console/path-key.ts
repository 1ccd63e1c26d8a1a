/** How a path names what may be called anything: ids of clients and resources may be addresses. */

import { isStorable, sha256 } from '@grantor/protocol';

const plain = /^[A-Za-z0-9_-]{1,128}$/;
const marked = /^[uh]_/;
/** What pages have below the path of a list besides what is in the list. */
const pages = ['new', 'delete', 'documents'];

/** As much as one segment of a path takes. */
const longestKey = 128;
/** Ids of more characters may be named by their digest. */
export const longId = 90;

/** The id itself where a path can hold it and no page of ours has it, else its bytes, else a digest. */
export function pathKey(id: string): string {
  if (plain.test(id) && !marked.test(id) && !pages.includes(id)) return id;
  const encoded = `u_${Buffer.from(id).toString('base64url')}`;
  return encoded.length <= longestKey ? encoded : `h_${sha256(id)}`;
}

/**
 * The id that the key names, null where it names none; `long`: reads every id that is longer than `longId`. Each id has one
 * key, and what no store can keep is the id of nothing (security.md I-2).
 */
export async function idOfKey(key: string, long: () => Promise<readonly string[]>): Promise<string | null> {
  if (!marked.test(key)) return key;
  if (key.startsWith('u_')) {
    const id = Buffer.from(key.slice(2), 'base64url').toString();
    return pathKey(id) === key && isStorable(id) ? id : null;
  }
  return (await long()).find((id) => pathKey(id) === key) ?? null;
}
