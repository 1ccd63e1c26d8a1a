/** What a front-end does with the answer of an operation (federation-vci-authlete.md ATL-2, chapter 3.2). */

/** `content` is the member `responseContent`. Everything relayed is no-store. */
export type Relay =
  /** The content is the JSON body; `challenge`: with that scheme in `WWW-Authenticate`. */
  | { readonly as: 'json'; readonly status: number; readonly challenge?: 'Basic' | 'Bearer' }
  /** The content is a JWT, or a document of this type. */
  | { readonly as: 'document'; readonly status: number; readonly type: string }
  | { readonly as: 'html'; readonly status: 200 }
  /** The content is the `Location`. */
  | { readonly as: 'redirect' }
  /** The content is the value of `WWW-Authenticate`; `body`: what else is said. */
  | { readonly as: 'challenge'; readonly status: number; readonly body: 'none' | 'json error' }
  | { readonly as: 'empty'; readonly status: number }
  /** The content is JSON for the notification endpoint of the client. */
  | { readonly as: 'notification' }
  /** Nothing is relayed yet: the front-end shows a page, asks on, or ends its own call. */
  | { readonly as: 'inner' };

export const inner = { as: 'inner' } as const;
export const redirect = { as: 'redirect' } as const;
export const html = { as: 'html', status: 200 } as const;
export const notification = { as: 'notification' } as const;

export const json = <const Status extends number>(status: Status) => ({ as: 'json', status }) as const;
export const empty = <const Status extends number>(status: Status) => ({ as: 'empty', status }) as const;
export const challenge = <const Status extends number>(status: Status) =>
  ({ as: 'challenge', status, body: 'none' }) as const;
export const challengeWithError = <const Status extends number>(status: Status) =>
  ({ as: 'challenge', status, body: 'json error' }) as const;
export const document = <const Type extends string>(type: Type) =>
  ({ as: 'document', status: 200, type }) as const;

/** Wrong credentials of the client: the scheme is asked for in a header (RFC 6749 §5.2). */
export const basic = { as: 'json', status: 401, challenge: 'Basic' } as const;

/** The token is missing or wrong: so is that scheme (RFC 6750 §3). */
export const bearer = { as: 'json', status: 401, challenge: 'Bearer' } as const;

/** The token is good, and not for that (RFC 6750 §3.1). */
export const bearerForbidden = { as: 'json', status: 403, challenge: 'Bearer' } as const;

/** On every operation whose answer is relayed, unless it says otherwise. */
export const fault = { INTERNAL_SERVER_ERROR: json(500) } as const;

/** The same where errors are challenges (RFC 6750 §3). */
export const challengedFault = { INTERNAL_SERVER_ERROR: challenge(500) } as const;

/** On operations that only front-end and server talk about. */
export const innerFault = { CALLER_ERROR: inner, AUTHLETE_ERROR: inner } as const;
