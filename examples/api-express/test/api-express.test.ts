import { apiExample } from '../../test/api-contract.ts';

apiExample('api-express');
