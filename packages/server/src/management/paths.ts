/** Where the management API is, and the document that describes it (product.md M-1, operations.md §2 ENABLE_SWAGGER). */
export const apiPath = '/api/v1';
export const descriptionPath = '/openapi.json';
