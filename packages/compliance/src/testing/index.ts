// What the tests of the repository run the cases against. None of it is published.

export { createDocumentHosts } from './document-hosts.ts';
export { facade } from './facade.ts';
export { grantor } from './grantor.ts';
export { sdkServices, toolkitServices } from './guarded-programs.ts';
export { ownSettings } from './own-settings.ts';
export { reference } from './reference.ts';
export { makeTestCertificate } from './test-certificate.ts';
