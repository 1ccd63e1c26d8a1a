/** Owns what pages have on which somebody signs in and decides in one form (federation-vci-authlete.md ATL-9, ATL-10). */
import { type Html, html } from '../markup/html.ts';
import { icons } from '../markup/icons.ts';
import type { Text } from '../text/catalogue.ts';
import { revealButton } from './password.ts';

/** Where the page is, and where its form leads. */
export const onePagePath = '/api/authorization';
export const decisionPath = `${onePagePath}/decision`;

export const signInFields = (loginId: string, text: Text): Html => html`<div class="fields">
<div class="field"><label for="loginId">${text('username')}</label>
<input id="loginId" name="loginId" type="text" value="${loginId}" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="256" required></div>
<div class="field"><label for="password">${text('password')}</label>
<div class="joined"><input id="password" name="password" type="password" autocomplete="current-password" maxlength="1024" required>
${revealButton('password', text)}</div></div>
</div>`;

/** Allow is first, since that is what the Enter key in a field presses; whoever says no fills in nothing. */
export const allowOrDeny = (text: Text): Html => html`<div class="pair">
<button class="button even" type="submit" name="authorized" value="true">${icons.check}${text('allow')}</button>
<button class="button even" type="submit" name="authorized" value="false" formnovalidate>${icons.cross}${text('deny')}</button>
</div>`;
