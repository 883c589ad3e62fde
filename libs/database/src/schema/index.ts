export * from './content.js';
export * from './installation.js';
export * from './members.js';
