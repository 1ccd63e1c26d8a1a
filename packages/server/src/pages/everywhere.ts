/**
 * Owns what every server of this product shows, whatever engine it has: who loads this loads no page of accounts or of
 * the console (performance.md §2, federation-vci-authlete.md ATL-7).
 */

export { type Assets, loadAssets } from './assets.ts';
export { devicePage } from './device.ts';
export { deviceResultPage } from './device-result.ts';
export { type ErrorModel, errorPage } from './error.ts';
export { frontDoorPage } from './front-door.ts';
export { htmlHeaders, type PolicyVariant } from './layout/content-security-policy.ts';
export type { Frame, SignedInAccount } from './layout/frame.ts';
export { logoutPage } from './logout.ts';
export { type Html, hostOf } from './markup/html.ts';
export { type ClientIdentity, destinationOf } from './parts/client.ts';
export { deviceDecisionPath } from './parts/device.ts';
export { decisionPath, onePagePath } from './parts/one-form.ts';
export { requestsPath } from './parts/request.ts';
export { signedOutPage } from './signed-out.ts';
export { type Locale, locales } from './text/catalogue.ts';
