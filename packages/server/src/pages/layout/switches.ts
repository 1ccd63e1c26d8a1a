/** Owns the switches of the frame: language and theme, on whatever page they stand. product A-9, N-1, L-7 */
import { type Fragment, type Html, html } from '../markup/html.ts';
import { icons } from '../markup/icons.ts';
import { type Locale, locales, textIn } from '../text/catalogue.ts';
import { type Frame, themes } from './frame.ts';

/** Each language in its own words. */
export const languageNames: Readonly<Record<Locale, string>> = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  ja: '日本語',
  'zh-TW': '繁體中文',
};

/** What is called so, in that language. */
export const worded = (label: Fragment, locale: Locale): Html =>
  html`${label} · <span lang="${locale}">${languageNames[locale]}</span>`;

/** Leads back to the same page; nothing on one that cannot be asked for again. */
export function switches(frame: Frame): Html | false {
  if (frame.here === undefined || frame.csrfToken === undefined) return false;
  const text = textIn(frame.locale);
  return html`<details class="switches"><summary class="switches-summary">${icons.globe}<span class="switches-now" lang="${frame.locale}">${languageNames[frame.locale]}</span><span class="visually-hidden"> · ${text('switches')}</span></summary>
<form method="post" action="/preferences" class="panel fields switches-form" data-keeps>
<input type="hidden" name="csrf_token" value="${frame.csrfToken}">
<input type="hidden" name="back" value="${frame.here}">
<div class="field"><label for="switch-language">${text('field_locale')}</label>
<select id="switch-language" name="language" autocomplete="off">${locales.map(
    (locale) =>
      html`<option value="${locale}" lang="${locale}"${locale === frame.locale && html` selected`}>${languageNames[locale]}</option>`,
  )}</select></div>
<div class="field"><label for="switch-theme">${text('theme')}</label>
<select id="switch-theme" name="theme" autocomplete="off">${themes.map(
    (theme) =>
      html`<option value="${theme}"${theme === frame.theme && html` selected`}>${text(`theme_${theme}`)}</option>`,
  )}</select></div>
<button class="button small" type="submit">${text('switches_apply')}</button>
</form></details>`;
}
