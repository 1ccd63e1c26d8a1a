/** Owns the marks of providers, in the colour of the text around them; none of them speaks to assistive technology. */
import { type Html, html } from './html.ts';

const filled = (size: number, paths: Html): Html =>
  html`<svg class="icon filled" viewBox="0 0 ${size} ${size}" aria-hidden="true" focusable="false">${paths}</svg>`;

export const marks = {
  github: filled(
    16,
    html`<path d="M8 0C3.58 0 0 3.58 0 8c0 3.54 2.29 6.53 5.47 7.59.4.07.55-.17.55-.38 0-.19-.01-.82-.01-1.49-2.01.37-2.53-.49-2.69-.94-.09-.23-.48-.94-.82-1.13-.28-.15-.68-.52-.01-.53.63-.01 1.08.58 1.23.82.72 1.21 1.87.87 2.33.66.07-.52.28-.87.51-1.07-1.78-.2-3.64-.89-3.64-3.95 0-.87.31-1.59.82-2.15-.08-.2-.36-1.02.08-2.12 0 0 .67-.21 2.2.82.64-.18 1.32-.27 2-.27s1.36.09 2 .27c1.53-1.04 2.2-.82 2.2-.82.44 1.1.16 1.92.08 2.12.51.56.82 1.27.82 2.15 0 3.07-1.87 3.75-3.65 3.95.29.25.54.73.54 1.48 0 1.07-.01 1.93-.01 2.2 0 .21.15.46.55.38A8.01 8.01 0 0 0 16 8c0-4.42-3.58-8-8-8Z"/>`,
  ),
  gitea: filled(
    24,
    html`<path d="M3 6h14.5v2H19a3.5 3.5 0 0 1 0 7h-2a5 5 0 0 1-4.6 3H8a5 5 0 0 1-5-5Zm14.5 4v3H19a1.5 1.5 0 0 0 0-3ZM2 20h18v1.5H2Z"/>`,
  ),
  gitlab: filled(
    24,
    html`<path d="M12 21.5 8.4 10.3h7.2ZM7.3 10.3 11 21.5 2.1 14.8a1.3 1.3 0 0 1-.5-1.4l1-3.1ZM3 9.2l2-6.2a.5.5 0 0 1 1 0l2 6.2Zm13.7 1.1L13 21.5l8.9-6.7a1.3 1.3 0 0 0 .5-1.4l-1-3.1Zm4.3-1.1-2-6.2a.5.5 0 0 0-1 0l-2 6.2Z"/>`,
  ),
  microsoft: filled(
    24,
    html`<path d="M3 3h8.5v8.5H3Zm9.5 0H21v8.5h-8.5ZM3 12.5h8.5V21H3Zm9.5 0H21V21h-8.5Z"/>`,
  ),
} as const;
