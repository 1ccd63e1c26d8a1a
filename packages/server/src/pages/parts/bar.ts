/** Owns the bar that shows a share of a whole, beside the words that say it. */
import { type Html, html } from '../markup/html.ts';

/** `share`: from 0 to 1. Says nothing to screen readers. */
export const bar = (share: number): Html =>
  html`<svg class="bar-drawn" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false"><path class="bar-ground" d="M0 2h100"/><path class="bar-length" d="M0 2h${(Math.min(1, Math.max(0, share)) * 100).toFixed(1)}"/></svg>`;
