/** Whoever sets up the product that is measured. */
export const OWNER = {
  name: 'Anna Berger',
  email: 'anna@example.org',
  passphrase: 'obsessive unwound diminish carrot lapel',
} as const;
