/** The statuses that a page is shown with. */

import type { Refusal } from './page.ts';

export const refusedForm = 400;
export const unauthenticated = 401;
export const forbidden = 403;
/** A form that is out of date, shown again (security.md B-4). */
export const staleForm: Refusal = { status: 403, why: 'the form is of an earlier session of the browser' };
/** A decision about another page than the one that would be shown now (protocol.md IN-6). */
export const changedPage: Refusal = { status: refusedForm, why: 'the page changed since it was shown' };
/** There is nothing, and nobody learns whether there was. */
export const missing = 404;
/** What was asked contradicts what is stored by now. */
export const conflict = 409;
/** A save of what somebody else changed meanwhile (product.md A-8). */
export const editConflict: Refusal = { status: 409, why: 'somebody else changed it in the meantime' };
/** Somebody was faster, or what is asked does not fit what is there. */
export const settled: Refusal = { status: 409, why: 'it was decided in the meantime' };
export const tooManyRequests = 429;
/** From here on something is wrong with the request; and with whoever answers it. */
export const clientErrors = 400;
export const serverErrors = 500;
/** Another server that is needed for it failed. */
export const badGateway = 502;
export const unavailable = 503;
