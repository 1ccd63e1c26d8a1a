/** The statuses that a page is shown with. */

export const refusedForm = 400;
export const unauthenticated = 401;
export const forbidden = 403;
export const tooManyRequests = 429;
export const unavailable = 503;
