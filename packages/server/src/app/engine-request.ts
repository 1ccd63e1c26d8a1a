/** A request as the engine takes it, and its reply as it leaves. */

import type { BackChannelRequest } from '@grantor/engine';
import type { Reply } from '@grantor/protocol';
import { type Exchange, type Handler, header, headerValues } from '../http/exchange.ts';
import { sendReply } from '../http/send.ts';

export const noBody = new Uint8Array();

/** All but the body. */
export const requestHead = (exchange: Exchange): Omit<BackChannelRequest, 'body'> => ({
  contentType: header(exchange, 'content-type'),
  contentEncoding: header(exchange, 'content-encoding'),
  authorization: header(exchange, 'authorization'),
  dpop: headerValues(exchange, 'dpop'),
  attestation: {
    statements: headerValues(exchange, 'oauth-client-attestation'),
    proofs: headerValues(exchange, 'oauth-client-attestation-pop'),
  },
  accept: header(exchange, 'accept'),
  certificate: exchange.certificate(),
  query: exchange.query,
  source: exchange.source,
});

/** The handler that answers what the engine says. */
export const replyHandler =
  (call: (exchange: Exchange) => Promise<Reply>): Handler =>
  async (exchange) => {
    const reply = await call(exchange);
    exchange.note(reply.note);
    return sendReply(reply);
  };
