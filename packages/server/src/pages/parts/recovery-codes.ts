/** Owns how recovery codes are shown, the one time they are: to copy, to download, to print. product F-3 */
import { type Html, html } from '../markup/html.ts';
import type { Text } from '../text/catalogue.ts';

export function recoveryCodeList(codes: readonly string[], text: Text): Html {
  const file = `data:text/plain;charset=utf-8,${encodeURIComponent(`${codes.join('\r\n')}\r\n`)}`;
  return html`<ul class="recovery-codes" id="codes">${codes.map((code) => html`<li><code>${code}</code></li>\n`)}</ul>
<div class="ask-actions"><button class="button" type="button" data-copy="codes" data-copied="${text('recovery_copied')}" hidden>${text('recovery_copy')}</button>
<a class="button" href="${file}" download="recovery-codes.txt">${text('recovery_download')}</a></div>`;
}
