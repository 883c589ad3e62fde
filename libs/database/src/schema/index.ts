export * from './audit.js';
export * from './content.js';
export * from './installation.js';
export * from './members.js';
export * from './throttles.js';
