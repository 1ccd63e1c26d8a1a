import { bool, int } from '../values/shapes.ts';
import { variable } from '../values/variable.ts';

export const extraClaims = {
  enabled: variable(bool, {
    name: 'EXTRA_CLAIMS_ENABLED',
    default: 'false',
    meaning:
      'whether clients that are set so may supply claims for their access tokens; else they are ignored',
  }),
  maxBytes: variable(int(2, 16_384), {
    name: 'EXTRA_CLAIMS_MAX_RAW_SIZE',
    default: '4096',
    meaning: 'bytes of all claims that a request supplies, at most',
  }),
  maxClaims: variable(int(1, 100), {
    name: 'EXTRA_CLAIMS_MAX_KEYS',
    default: '16',
    meaning: 'claims that a request supplies, at most',
  }),
  maxValueBytes: variable(int(1, 16_384), {
    name: 'EXTRA_CLAIMS_MAX_VAL_SIZE',
    default: '512',
    meaning: 'bytes of one such claim as JSON, at most',
  }),
};
