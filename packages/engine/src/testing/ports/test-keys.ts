/** Fixed keys, so that signatures repeat. Published with the source: worthless outside tests. */

const joined = (...parts: readonly string[]): string => parts.join('');

export const ed25519TestKey = {
  crv: 'Ed25519',
  d: 'ZNlGYA83mf5p1zMLY3rVkVVzXS97A7pR9LiqKIP32X8',
  x: 'nETaCZKG424oT4xkIoUJbBW_Jhoyv8LRHZlhrvwF8fQ',
  kty: 'OKP',
};

export const rsaTestKey = {
  kty: 'RSA',
  n: joined(
    'q1PfeAt3jNWdpJJlR4-HxX_sESykiDvc4SfqeIJZ08qiUQSLiGrl85fScyQSBM4ra8AMutgcqvlXz66d47eLE5Fi9H',
    'DUXaKhpSm02nPcTdM5mkD_aQgX20wKPPJoHXanPLGuoIdLODyO5IFEq09eQnymjLBHsckqDuGG1TMxMl5i1Yojyb36',
    'v4U_fQaNb7obqB7QDQq1Cm9EuLuCsyx2l7Y3DCi_I4f9_yqv03_j9_GkIz6P27GNAZagw2XG1RFfU6-gVMVN_ex2nN',
    'GK6o9bPXXciK7W83x2n8iiLcCSzscTIP3CgBRDwWRvhcYShXhr24U2--orjQUwKccc2b6jSw',
  ),
  e: 'AQAB',
  d: joined(
    'C3OZOcBmdsLmfRQN8fkNha11vXYi7zo1GtWcrf5ke6wNKmYn32_pu9z3g5uzGqAfNd4J28lLLUBqVqbgxdJEWQP8Pc',
    'N25mVS8aO2g22AGbGXJZDXoZEZax6LhqRbQjDmn79uoSs542Hk2TAsw1iUP9RuG3RC7oa4KXN4nDKGRMv_MkIwWiBC',
    'veazR7D_fJoURViBefu0eBFeXo7hL2Q7i7q06AnLxF1IlgvKfzgkGJfV4lOzizX9s3TlQiW81AwLFE4qUM3bo6spxh',
    'hUzpgJxX5WgrjUlBIh_JwfFKXAq1LD69yvXnO_1AOzw5il6Wcll0qFvwm7RatmZYwRPfOWgQ',
  ),
  p: joined(
    '4fyl_W1Q-nL8WjS4tdU4e7Wu1UftLXJaHmILZGy8cx3yFVGsxjdAxLSeOB-B3gMk8B09JSy1RPEWpHn_rzIJfYJk5x',
    'nRYwW-TEMDazlaShjYMs89dji7pQ8evftAh0nSQAEQThzlJWlKLcIUQTbNag-8_dyjcbtAM5SuQXp7Fcs',
  ),
  q: joined(
    'whTbst0Tn6hZQXqp7zys_s0E5axp2y1-_WA6fe1KeBE64CS_P8Xoq2Cs_MWxGMKwzI8hxXJ_SCA-fXA7ovFvyFElZu',
    'sN1vOxInm1LN__iwT-NPxAAcxU4APYG2D_5R6K6mfroSUkaFCXVUuiET0S6kb3_w7EnlQri-Hj83pU-IE',
  ),
  dp: joined(
    'p3sQoaM0kohJUaklA02EUNqzOcnWkwnelAnhm4mimEYnNXmUbEpiq-WYJMvk-V6nL3Tb7gMWTIPIXhk0Tujsc6IBme',
    'xea97Dy80WaY7VxXhoMi-4wzcEii2MgQwGJL2nHlwrc1ii0nkXypW9YR92WRZU4Gd2kkFOMWwNQOW-9sU',
  ),
  dq: joined(
    'bJg7LeOhnU4XUxoNh71NluykdtZ4DJlyWtfDIr7pUjFh3hTxpf9Y5rubT3xWUWJuhqb34IDmUzcngAyScePiBhXRdb',
    'rD7ahBTucGxus3E1Rh4MfcEKWCQC4md3tY85yZYftvzqT3sB6X7rP5JOglc0zuapqazXSPQR_N6mhirwE',
  ),
  qi: joined(
    'GF9t23BtBYFRpSLXFKlG4yWtt29jwrZVzFRa78dUfd8wogpjuURaJmCV38FpRmowgzTn6ix_kvbKN1yraJCenh_C_p',
    '5XK-S5YFmu2Z4oZ2VImNN41bl6-xeEtADwRXQ-NbOwRFoDP8Ag7HLT3BbFXkdOQUlRMB2UxuQdH21ntiw',
  ),
};
