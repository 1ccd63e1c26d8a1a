import { type Exchange, header } from './exchange.ts';
import type { Outgoing } from './message.ts';

/** The answer, or 304 where it is a representation that the caller has (RFC 9110 §13.1.2). */
export function unlessKnown(exchange: Exchange, outgoing: Outgoing): Outgoing {
  const { etag } = outgoing.headers;
  const known = header(exchange, 'if-none-match');
  if (known === undefined || etag === undefined || outgoing.status !== 200) return outgoing;
  return isListed(etag, known) ? { ...outgoing, status: 304, body: null } : outgoing;
}

/** Compared weakly (RFC 9110 §8.8.3.2). Tags of ours hold no comma, so that what is between two may be taken as one. */
const isListed = (etag: string, list: string): boolean =>
  list.trim() === '*' || list.split(',').some((tag) => opaqueTag(tag.trim()) === opaqueTag(etag));

const opaqueTag = (tag: string): string => (tag.startsWith('W/') ? tag.slice(2) : tag);
