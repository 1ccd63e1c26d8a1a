/** What is said of requests to people outside, whoever asked the person and however it is kept until it is sent. */

import type { OutboundRequest } from '../outbound/request.ts';

type Waiting = {
  readonly subject: string;
  readonly clientId: string;
  readonly message: string | null;
  /** Epoch seconds. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** Where the person decides. */
  readonly uri: string;
};

/** To the operator's program (advanced.md CIB-5): nothing by which anybody gets tokens. */
export const operatorMessage = ({ subject, clientId, message, issuedAt, expiresAt, uri }: Waiting) => ({
  ...{ event: 'backchannel_request', sub: subject, client_id: clientId, binding_message: message },
  ...{ issued_at: issuedAt, expires_at: expiresAt, uri },
});

export type Message = {
  readonly url: string;
  readonly authorization: string | undefined;
  /** JSON. */
  readonly body: string;
};

/** CIBA §10.2 */
export const messageRequest = ({ url, authorization, body }: Message): OutboundRequest => ({
  url,
  method: 'POST',
  headers: {
    'content-type': 'application/json',
    ...(authorization === undefined ? {} : { authorization }),
  },
  body,
  accept: null,
  longestBody: 'unread',
});
