/**
 * Signing out in front of another engine (RP-Initiated Logout §2). The API knows of no sessions, and of no addresses that a
 * client may send people back to: what ends is the session here, and nobody is sent on.
 */

import { secondOf } from '@grantor/protocol';
import type { Exchange } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { showPage } from '../http/page.ts';
import { foreignForm } from '../http/refuse.ts';
import { type Frame, logoutPage, signedOutPage } from '../pages/everywhere.ts';
import { type AuthorizationWorld, isForeign, whoIsHere } from './authorization.ts';

/** Where the form leads. */
export const signOutPath = '/logout';

/** It asks first, whoever sent the browser here (RP-Initiated Logout §2). */
export function askToSignOut(exchange: Exchange, world: AuthorizationWorld): Outgoing {
  if (whoIsHere(exchange, world, secondOf(world.now())) === null) return signedOut(exchange, world);
  const model = { action: signOutPath, fields: {}, wayBack: { kind: 'none' }, stayPath: null } as const;
  const page = { render: (frame: Frame) => logoutPage(model, frame) };
  return showPage(page, { exchange, settings: world.pages });
}

/** The form of that page, from this site alone (security.md B-4). */
export function signOut(exchange: Exchange, world: AuthorizationWorld): Outgoing {
  if (isForeign(exchange, world.baseUrl)) throw foreignForm();
  return signedOut(exchange, world);
}

function signedOut(exchange: Exchange, { browser, pages }: AuthorizationWorld): Outgoing {
  const page = {
    render: (frame: Frame) => signedOutPage({ frames: [], next: { kind: 'nowhere' } }, frame),
  };
  const cookies = [browser.signOut(), browser.end(), browser.leaveDevice()];
  return showPage(page, { exchange, settings: pages, cookies });
}
