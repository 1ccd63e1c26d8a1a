/** Where the reference of the API is. */
export const referencePath = '/api/docs';
