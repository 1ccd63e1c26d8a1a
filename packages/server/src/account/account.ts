/** Where people land who signed in without an application waiting. */

import { pageContext, readCaller } from '../http/caller.ts';
import type { Exchange } from '../http/exchange.ts';
import { showPage } from '../http/page.ts';
import { seeOther } from '../http/send.ts';
import { landing } from '../login/redirect.ts';
import { signedInPage } from '../pages/index.ts';
import type { Services } from '../services.ts';

export async function showLanding(exchange: Exchange, services: Services): Promise<Response> {
  const caller = await readCaller(exchange, services);
  if (caller.visitor.session === null) {
    const page = exchange.path === '/' ? '/login' : `/login?redirect=${encodeURIComponent(exchange.path)}`;
    return seeOther(page, caller.cookies);
  }
  if (exchange.path !== landing) return seeOther(landing, caller.cookies);
  const model = { lastSignInAt: caller.visitor.session.authTime };
  return showPage(
    { render: (frame) => signedInPage(model, frame), variant: { kind: 'account' } },
    pageContext(exchange, caller, services),
  );
}
