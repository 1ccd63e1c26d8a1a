import type { Policy } from '../ports/policy.ts';

type DomainPolicy = NonNullable<Policy['clientDocuments']>;

/** Whether documents of the host are read; decided before anything is fetched (clients.md §5). */
export const isAdmitted = (host: string, { allowedDomains, blockedDomains }: DomainPolicy): boolean =>
  !isListed(host, blockedDomains) && (allowedDomains.length === 0 || isListed(host, allowedDomains));

/** `example.com` is that host; `*.example.com` is every host below it. */
export const isListed = (host: string, domains: readonly string[]): boolean =>
  domains.some((domain) =>
    domain.startsWith('*.')
      ? host.endsWith(domain.slice(1)) && host.length >= domain.length
      : host === domain,
  );
