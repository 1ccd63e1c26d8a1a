/**
 * What the server uses of `node:http`. An import statement of it reads each of its exports, and some of those stand for
 * the whole of `fetch`, which nobody here calls: 50 ms of a start, and 15 MB for as long as the process runs.
 */
export const { createServer, request } = process.getBuiltinModule('node:http');
