import { expectInvalidToken, expectServed, seconds } from '../conversation.ts';
import type { ProtectedCase } from '../protected-case.ts';

// The edges of the clock skew of 60 s (resource.md §2). Time goes on while a token travels: where that could turn
// a verdict round, the edge is kept at a distance longer than a case may take.

interface Edge {
  readonly claim: 'exp' | 'nbf' | 'iat';
  /** Seconds from now. */
  readonly served: number;
  readonly refused: number;
  readonly differs?: ProtectedCase['differs'];
}

const edges: readonly Edge[] = [
  {
    claim: 'exp',
    served: -38,
    refused: -61,
    differs: { reference: { reason: 'the SDK compares exp once more, without a skew', seen: /got 401/ } },
  },
  { claim: 'nbf', served: 59, refused: 82 },
  {
    claim: 'iat',
    served: 59,
    refused: 82,
    differs: {
      reference: {
        reason: 'jose looks at iat only where a greatest age is asked for',
        seen: /the service was reached/,
      },
    },
  },
];

export const skewCases: readonly ProtectedCase[] = edges.map(({ claim, served, refused, differs }) => ({
  name: `${claim} is taken with a skew of a minute, and with no more`,
  requirements: ['RFC 7519 §4.1', 'resource.md §2 exp'],
  needs: ['set_ups'],
  ...(differs === undefined ? {} : { differs }),
  async run(t) {
    const service = t.service();
    expectServed(await service.present({ claims: { [claim]: seconds() + served } }));
    expectInvalidToken(await service.present({ claims: { [claim]: seconds() + refused } }));
  },
}));
