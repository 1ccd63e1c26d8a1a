import type { Difference } from './case.ts';

// Where a server in front of another engine legitimately behaves otherwise than the engine does by its own pages: all of
// it, each named once (federation-vci-authlete.md ATL-28). docs/another-engine.md tells operators.

/** A wrong password is told to the client, as the vendor's own front-end does (federation-vci-authlete.md ATL-10). */
export const wrongPasswordIsTold: Difference = {
  reason: 'it sends login_required to the client instead of asking again',
  seen: /'departure'/,
};

/** Whoever is asked sees the one page, whatever was allowed before (federation-vci-authlete.md ATL-9). */
export const alwaysAsks: Difference = {
  reason: 'its page comes with every request but those with prompt=none',
  seen: /'consent'/,
};

/** The ticket of the page is what ties it to its request (federation-vci-authlete.md ATL-10). */
export const ticketIsEnough: Difference = {
  reason: 'name, password and ticket decide in any browser that no other site sends',
  seen: /the foreign flow went on/,
};

/** Before anybody was asked the engine behind tells it of no client that nobody vouches for (protocol.md AZ-2). */
export const strangersAreNotTold: Difference = {
  reason: 'its page for an error of a self-registered client has no way on to the client',
  seen: /got page 400|'page'\n- 'form_post'/,
};

/** federation-vci-authlete.md ATL-15 */
export const bareChallenge: Difference = {
  reason: 'its challenge without a token is the name of the scheme alone',
  seen: /www-authenticate is Bearer,/,
};

/** Whoever is listed may ask about every token (federation-vci-authlete.md ATL-16). */
export const listedMayAsk: Difference = {
  reason: 'resource servers of its list are told of every token, and others of none',
  seen: /the token is shown|got 401 invalid_client/,
};

/** RFC 9701 §5: the audience is the resource server, which is not the client that asks here. */
export const signedForAddress: Difference = {
  reason: 'a signed introspection answer is for the address of the resource server',
  seen: /"aud"/,
};

/** An image of the client's would tell it who signs in, and nothing here fetches any. */
export const showsNoLogo: Difference = { reason: 'its page shows no logo of a client', seen: /<img/ };

/** The API has no word for what may be tried again (federation-vci-authlete.md §3.2). */
export const outagesAreFaults: Difference = {
  reason: 'what the engine behind cannot tell now is a fault of the server',
  seen: /^(?:status )?500$/,
};

/** The API tells no addresses to go on to (federation-vci-authlete.md ATL-9). */
export const sendsNobodyOn: Difference = {
  reason: 'signing out ends on its own page, after a question',
  seen: /^there is no way on$|^no redirect to the application$|^a page was shown/,
};

/** The API knows of no sessions, so nothing tells which tokens began in one (federation-vci-authlete.md ATL-9). */
export const tokensOutliveSessions: Difference = {
  reason: 'signing out ends the session in the browser alone',
  seen: /got 200 without error code$/,
};
