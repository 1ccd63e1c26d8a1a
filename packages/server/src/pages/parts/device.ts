/** Owns what pages have that decide about a device (RFC 8628 §3.3, §5.4). */
import { type Html, html } from '../markup/html.ts';
import type { Text } from '../text/catalogue.ts';
import { notice } from './notice.ts';

/** Where a code is entered, and decided about. */
export const deviceDecisionPath = '/device/verify';

/** The code as the device shows it, to be compared. */
export const comparedCode = (
  userCode: string,
  text: Text,
): Html => html`<div class="compare"><p class="quiet">${text('device_confirm_code')}</p>
<p class="code">${userCode}</p></div>`;

/** That nobody should have been sent it. */
export const deviceWarning = (text: Text): Html => notice('warning', text('device_warning'));
