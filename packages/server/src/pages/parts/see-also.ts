import { type Html, html } from '../markup/html.ts';

/** A list elsewhere, narrowed down to what this page is about. */
export const seeAlso = (path: string, filter: Readonly<Record<string, string>>, label: string): Html =>
  html`<div><a href="${path}?${new URLSearchParams(filter).toString()}">${label}</a></div>`;
