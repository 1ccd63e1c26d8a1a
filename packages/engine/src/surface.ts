/**
 * What whoever serves the endpoints has to know, whatever engine answers: an entry of its own, which loads no engine
 * (performance.md §2).
 */

export { DocumentRefused } from './clients/client-directory.ts';
export { checkQuery } from './endpoints/form.ts';
export { readCredentials } from './endpoints/presented-credentials.ts';
export { honestSteps } from './endpoints/toll.ts';
export { mostRequests } from './model/device-code.ts';
export * from './model/profile.ts';
export * from './ports/failure.ts';
export { limitHeaders, RateLimited } from './requests/charge.ts';
export { logoutParameters } from './requests/logout-parameters.ts';
export { endpoints } from './requests/paths.ts';
export { RequestRefused } from './requests/request-refused.ts';
