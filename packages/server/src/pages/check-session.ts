import type { Frame } from './layout/frame.ts';
import { type Html, html } from './markup/html.ts';

export type CheckSessionModel = {
  /** The cookie that its script reads. */
  readonly cookie: string;
  readonly script: string;
};

/** What pages of clients keep in a hidden frame and ask; nobody looks at it. OpenID Connect Session Management §3.2 */
export const checkSessionPage = ({ cookie, script }: CheckSessionModel, frame: Frame): Html =>
  html`<!doctype html>
<html lang="${frame.locale}" data-cookie="${cookie}">
<head>
<meta charset="utf-8">
<meta name="robots" content="noindex">
<title>${frame.siteName}</title>
<script src="${script}" nonce="${frame.nonce}" defer></script>
</head>
<body></body>
</html>
`;
