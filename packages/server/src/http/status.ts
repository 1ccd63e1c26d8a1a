/** The statuses of pages that take a form again. */

export const refusedForm = 400;
export const tooManyRequests = 429;
export const unavailable = 503;
