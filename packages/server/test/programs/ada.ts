/** Whom the example bootstrap file declares, with this password. */
export const ada = { username: 'ada', password: 'difference engine no. 2' };
