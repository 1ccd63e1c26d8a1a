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
  reason: 'a signed introspection answer is for the address of the resource server, as its list says',
  seen: /"aud"|^Invalid Compact JWS$/,
};

/** An image of the client's would tell it who signs in, and nothing here fetches any. */
export const showsNoLogo: Difference = { reason: 'its page shows no logo of a client', seen: /<img/ };

/** The API has no word for what may be tried again (federation-vci-authlete.md §3.2). */
export const outagesAreFaults: Difference = {
  reason: 'what the engine behind cannot tell now is a fault of the server',
  seen: /^(?:status )?500$|got 500 temporarily_unavailable/,
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

/** Sign-in and decision are one form, with words of its own on its buttons (federation-vci-authlete.md ATL-9); the service refuses what changed meanwhile (federation-vci-authlete.md ATL-5). */
export const onePage: Difference = {
  reason: 'its page is one form, without a page of consent before or after',
  seen: /no button "(?:approve|deny)"|assert\.ok\(form && |it is at \/login|'\/login'|no page asks for a code/,
};

/** Nothing is kept here: whoever has a copy of the cookie is signed in until it ends (federation-vci-authlete.md ATL-9). */
export const keptByBrowser: Difference = {
  reason: 'a session is a sealed cookie alone, which nobody can end elsewhere',
  seen: /^expected answer login_required, got query answer without error|200 !== 303/,
};

/** The API tells no titles of details, nor what a change of a grant is; one host is named of who registered itself (federation-vci-authlete.md ATL-9, ATL-23). */
export const saysLessOnPage: Difference = {
  reason: 'its page says what the API tells, and asks for all or nothing',
  seen: /^Pay an amount is not on the page|'added'|file: 'gone\.pdf'|^client\.example$|^alice$|^the host is not named$/,
};

/** federation-vci-authlete.md ATL-18 */
export const announcesWhatIsHere: Difference = {
  reason: 'its metadata says nothing of clients that hear of a sign-out, and is kept for minutes',
  seen: /^header cache-control is public, max-age=300|'backchannel_logout_supported'/,
};

/** Groups are those of people of the engine's own, whom nobody signs in there (federation-vci-authlete.md ATL-25). */
export const guestsHaveNoGroups: Difference = {
  reason: 'nobody whom it signs in belongs to a group of the engine',
  seen: /got query answer access_denied|'no-access'/,
};

/** What the engine knows of guests is their subject (federation-vci-authlete.md ATL-25); names for one client are made here (federation-vci-authlete.md ATL-17). */
export const guestsAreNamedThere: Difference = {
  reason: 'the engine knows people by their subject alone',
  seen: /'guest\.|- 'alice'|^expected 200, got 400 invalid_request A token of the exchange/,
};

/** A login_hint_token names nobody here (docs/another-engine.md). */
export const noTokensNamePeople: Difference = {
  reason: 'people are named by name, mail address, subject or ID token alone',
  seen: /got 400 unknown_user_id/,
};

/** The API has challenges without a body (federation-vci-authlete.md §3.2, 7). */
export const toldInHeaderAlone: Difference = {
  reason: 'it says why in the challenge alone',
  seen: /^no string "error_description" in 401 invalid_token$/,
};

/** federation-vci-authlete.md §3.2, 12 */
export const noStatusForIt: Difference = {
  reason: 'the API has no word for a registration that is forbidden',
  seen: /got 400 registration_not_supported/,
};

/** The API is told which address was called only for DPoP (federation-vci-authlete.md ATL-6). */
export const calledByOneName: Difference = {
  reason: 'assertions are for the issuer, or for an endpoint by its first address',
  seen: /got 401 invalid_client/,
};

/** The front-end says how well somebody signed in, so the engine takes the request first (federation-vci-authlete.md ATL-12). */
export const tellsOnceSomebodyWasAsked: Difference = {
  reason: 'a level that it cannot reach is told to the client once somebody has signed in',
  seen: /^GET was redirected$/,
};
