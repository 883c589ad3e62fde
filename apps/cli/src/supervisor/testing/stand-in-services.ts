import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Stand-ins for api and worker that keep to the same agreement: secrets on descriptor 3, end when it closes or on
 * SIGTERM. Each writes what it was handed to `<data>/<name>.seen`, and a line to `<data>/order` when it is asked to
 * stop. `<data>/hang` makes the api answer nothing, not even the end of its supervisor.
 */
const stub = (name: string): string => `
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Socket } from 'node:net';
const data = process.env.HEARTHLORE_DATA_DIR;
const hangs = existsSync(data + '/hang');
let text = '';
const pipe = new Socket({ fd: 3, readable: true, writable: false });
pipe.on('data', (chunk) => {
  text += chunk;
  const seen = { env: process.env, flags: process.execArgv, secrets: JSON.parse(text) };
  writeFileSync(data + '/${name}.seen', JSON.stringify(seen));
});
pipe.on('end', () => hangs || process.exit(0));
process.on('SIGTERM', () => {
  appendFileSync(data + '/order', '${name}\\n');
  if (!hangs) process.exit(0);
});
if ('${name}' === 'api') {
  writeFileSync(data + '/setup-code', 'ABCD-EFGH-JKLM\\n');
  createServer((request, response) => response.end(JSON.stringify({ setupRequired: true })))
    .listen(Number(process.env.HEARTHLORE_PORT), '127.0.0.1');
}
setInterval(() => undefined, 1000);
`;

/** Lays out a distribution in `folder` that has the built command line and migrations, and stand-ins for the rest. */
export function layOutDistribution(folder: string, built: string): string {
  for (const name of ['api', 'worker']) {
    mkdirSync(join(folder, 'apps', name), { recursive: true });
    writeFileSync(join(folder, 'apps', name, 'package.json'), '{"type":"module"}');
    writeFileSync(join(folder, 'apps', name, 'main.js'), stub(name));
  }
  mkdirSync(join(folder, 'apps', 'cli'));
  // A link: Node resolves packages from the real file, while the program takes its place from the path it was given.
  symlinkSync(join(built, 'apps', 'cli', 'main.js'), join(folder, 'apps', 'cli', 'main.js'));
  symlinkSync(join(built, 'migrations'), join(folder, 'migrations'));
  return join(folder, 'apps', 'cli', 'main.js');
}
