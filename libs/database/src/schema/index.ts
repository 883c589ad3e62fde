export * from './audit.js';
export * from './content.js';
export * from './data-rights.js';
export * from './installation.js';
export * from './members.js';
export * from './operations.js';
export * from './throttles.js';
export * from './vectors.js';
