/** The statuses that a page is shown with. */

export const refusedForm = 400;
export const unauthenticated = 401;
export const forbidden = 403;
/** A form that is out of date, shown again (security.md B-4). */
export const staleForm = 403;
export const tooManyRequests = 429;
export const unavailable = 503;
