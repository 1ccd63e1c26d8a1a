import { specification } from './requirement.ts';

// OpenID Federation 1.0, as far as a leaf entity keeps it.

const cases = specification('OpenID Federation', [
  ['9', 'MUST', 'An entity publishes what it says of itself at /.well-known/openid-federation.'],
  ['12.1', 'MUST', 'A client may come with a request, known by its trust chain alone.'],
  ['12.2', 'MUST', 'A client may register with what its federation says of it.'],
]);

const ownTests = specification(
  'OpenID Federation',
  [
    ['1.2', 'MUST', 'An entity is named by an https URL without query and fragment.'],
    ['3', 'MUST', 'An entity statement is a signed JWT with its claims and type.'],
    ['3.1.1', 'MUST', 'Keys that sign statements are published as a key set.'],
    ['3.2', 'MUST', 'Every statement is validated, and rejected when one rule does not hold.'],
    ['4', 'MUST', 'In a trust chain each statement is signed by a key of the next.'],
    ['5', 'MUST', 'Metadata stands by type of entity, and no value is null.'],
    ['5.1.1', 'MUST', 'Metadata of an entity names its federation endpoints.'],
    ['5.1.2', 'MUST', 'Metadata of a relying party says how it registers.'],
    ['5.1.3', 'MUST', 'Metadata of a provider says how clients register and prove requests.'],
    ['6.1', 'MUST', 'Superiors rule over the metadata of their subordinates.'],
    ['6.1.3', 'MUST', 'Operators that contradict each other make a policy error.'],
    ['6.1.3.1', 'MUST', 'Each standard operator has its values, its merge and its action.'],
    ['6.1.4', 'MUST', 'Policies are merged from the top, and applied in the order of the operators.'],
    ['6.1.4.2', 'MUST', 'What the immediate superior says of metadata is applied before policies.'],
    ['6.2', 'MUST', 'Superiors constrain the chains below them.'],
    ['6.2.2', 'MUST', 'Naming constraints permit and exclude hosts.'],
    ['6.2.3', 'MUST', 'Allowed entity types leave out all others but the entity itself.'],
    ['7.2', 'MUST', 'A trust anchor says who issues which trust marks.'],
    ['7.2.1', 'MUST', 'The owner of a trust mark delegates its issuance.'],
    ['7.3', 'MUST', 'A trust mark is validated by its issuer, subject, type, time and signature.'],
    ['8', 'MUST', 'Federation endpoints answer with signed JWTs of their types.'],
    ['8.1.1', 'MUST', 'A superior is asked about a subordinate by sub.'],
    ['8.4', 'MUST', 'The issuer of a trust mark says whether it is active.'],
    ['8.7', 'MAY', 'Keys of before are published, signed.'],
    ['8.9', 'MUST', 'Errors of federation endpoints are JSON with a code.'],
    ['10', 'MUST', 'Trust is resolved by chains.'],
    ['10.1', 'MUST', 'Chains are found by following authority hints.'],
    ['10.2', 'MUST', 'Every statement of a chain is validated.'],
    ['10.4', 'MUST', 'A chain ends with the first of its statements.'],
    ['11', 'MUST', 'Keys are rolled over while both are published.'],
    [
      '12.1.1',
      'MUST',
      'Every request of a client that registers automatically proves that it holds its keys.',
    ],
    ['12.1.1.1', 'MUST', 'Its request object has iss, aud, exp and jti, no sub, and counts once.'],
    ['12.1.1.2', 'MUST', 'A pushed request is proved by its object or by the client.'],
    ['12.2.1', 'MUST', 'An explicit registration is an entity configuration or a trust chain.'],
    ['12.2.2', 'MUST', 'It is meant for the provider, and replaces the registration before.'],
    ['12.2.3', 'MUST', 'Its answer is a signed statement with the client as it was registered.'],
    ['12.2.4', 'MUST', 'Its errors are those of registration and of federations.'],
    ['12.3', 'MUST', 'No registration outlives its trust chain.'],
    ['13.4', 'MUST', 'A critical claim that is not understood makes a JWT invalid.'],
  ],
  'package tests',
);

export const openidFederation = [...cases, ...ownTests];
