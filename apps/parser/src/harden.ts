// Imported first, so that this has happened before any library is loaded. Node's permission model is the boundary;
// what follows closes what it leaves open and refuses to run without it.
import process from 'node:process';

/** Node 24 has the permission model too, but there it does not cover the network. */
const OLDEST_NODE = 26;
const FORBIDDEN = ['fs.write', 'child', 'worker', 'net', 'addon', 'wasi', 'inspector'];
/** Exit status (sysexits EX_CONFIG) that tells the launcher that this was not the file's fault. */
const NOT_JAILED = 78;

const [major = 0] = process.versions.node.split('.').map(Number);
const isJailed =
  major >= OLDEST_NODE &&
  process.permission !== undefined &&
  !process.permission.has('fs.read', '/') &&
  FORBIDDEN.every((scope) => !process.permission.has(scope));
if (!isJailed) process.exit(NOT_JAILED);

// Signals are not covered: a jailed parser could stop the process that started it.
for (const name of ['kill', '_kill', '_debugProcess', '_debugEnd', 'binding', '_linkedBinding', 'dlopen', 'abort'])
  Reflect.deleteProperty(process, name);

// pdf.js looks for them when it is loaded, and uses them only to draw.
for (const name of ['DOMMatrix', 'ImageData', 'Path2D'])
  if (!Reflect.has(globalThis, name)) Reflect.set(globalThis, name, class {});
