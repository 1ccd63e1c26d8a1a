import type { Frame } from './layout/frame.ts';
import { layout } from './layout/layout.ts';
import { type Html, html, ownPath } from './markup/html.ts';
import { recoveryCodeList } from './parts/recovery-codes.ts';
import { textIn } from './text/catalogue.ts';

/** New recovery codes, shown once, on the way to `next`. product F-3 */
export function recoveryCodesPage(
  { codes, next }: { readonly codes: readonly string[]; readonly next: string },
  frame: Frame,
): Html {
  const text = textIn(frame.locale);
  const title = text('recovery_title');
  const content = html`<div class="body">
<div class="lead"><h1>${title}</h1><p class="quiet">${text('recovery_lead')}</p></div>
${recoveryCodeList(codes, text)}
<a class="button primary" href="${ownPath(next) ?? '/'}">${text('recovery_kept')}</a>
</div>`;
  return layout({ title, content }, frame);
}

/** One of them was used to sign in: says how many are left. product F-3 */
export function recoveryUsedPage(
  { left, next }: { readonly left: number; readonly next: string },
  frame: Frame,
): Html {
  const text = textIn(frame.locale);
  const title = text('recovery_used_title');
  const content = html`<div class="body">
<div class="lead"><h1>${title}</h1><p class="quiet">${text('recovery_used', { count: left })}</p></div>
<a class="button primary" href="${ownPath(next) ?? '/'}">${text('factor_go_on')}</a>
</div>`;
  return layout({ title, content }, frame);
}
