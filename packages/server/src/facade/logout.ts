/**
 * Signing out in front of another engine (RP-Initiated Logout §2). The API knows of no sessions, and of no addresses that a
 * client may send people back to: what ends is the session here, and nobody is sent on.
 */

import { logoutParameters } from '@grantor/engine/surface';
import { parseForm, parseQuery, secondOf } from '@grantor/protocol';
import type { Exchange } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { showPage } from '../http/page.ts';
import { foreignForm } from '../http/refuse.ts';
import { returnByGet } from '../http/return-by-get.ts';
import { type Frame, logoutPage, signedOutPage } from '../pages/everywhere.ts';
import { type AuthorizationWorld, isForeign, sentBody, whoIsHere } from './visitor.ts';

/** Where the form leads. */
export const signOutPath = '/logout';

/** It asks first, whoever sent the browser here (RP-Initiated Logout §2). Throws `invalid_request`. */
export function askToSignOut(exchange: Exchange, world: AuthorizationWorld): Outgoing {
  parseQuery(exchange.query).check(logoutParameters);
  // Without cookies: whoever is signed in may have come by a request that brings none of theirs
  if (whoIsHere(exchange, world, secondOf(world.now())) === null) return signedOut(exchange, world, []);
  const model = { action: signOutPath, fields: {}, wayBack: { kind: 'none' }, stayPath: null } as const;
  const page = { render: (frame: Frame) => logoutPage(model, frame) };
  return showPage(page, { exchange, settings: world.pages });
}

/** A form of a client's (RP-Initiated Logout §2). Throws `invalid_request`. */
export const takeSignOutRequest = async (exchange: Exchange): Promise<Outgoing> =>
  returnByGet(exchange, parseForm(await sentBody(exchange)));

/** The form of that page, from this site alone (security.md B-4). */
export function signOut(exchange: Exchange, world: AuthorizationWorld): Outgoing {
  if (isForeign(exchange, world.baseUrl)) throw foreignForm();
  const { browser } = world;
  return signedOut(exchange, world, [browser.signOut(), browser.end(), browser.leaveDevice()]);
}

function signedOut(exchange: Exchange, { pages }: AuthorizationWorld, cookies: readonly string[]): Outgoing {
  const page = {
    render: (frame: Frame) => signedOutPage({ frames: [], reach: 'all', next: { kind: 'nowhere' } }, frame),
  };
  return showPage(page, { exchange, settings: pages, cookies });
}
