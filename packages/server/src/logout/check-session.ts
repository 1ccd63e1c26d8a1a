import type { BrowserStates } from '../accounts/browser-state.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Outgoing } from '../http/message.ts';
import { type PageSettings, showPage } from '../http/page.ts';
import { checkSessionPage } from '../pages/index.ts';

/** The frame by which pages of clients learn that the session has changed (OpenID Connect Session Management §3.2). */
export function showCheckSession(
  exchange: Exchange,
  settings: PageSettings,
  { cookie }: Pick<BrowserStates, 'cookie'>,
): Outgoing {
  const model = { cookie, script: settings.assets.urls.checkSession };
  return showPage(
    { render: (frame) => checkSessionPage(model, frame), variant: { kind: 'check_session' } },
    { exchange, settings },
  );
}
