import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './files.mjs';
import { modulePath, runNode } from './node-process.mjs';

const BIOME = modulePath('@biomejs/biome/bin/biome');
const FORMAT = ['--config-path', '.config/format.json'];
const TSC = modulePath('typescript/bin/tsc');

/** The fast checks, in the order in which people want to hear about them. */
export function checkSteps() {
  return [
    { name: 'format', args: [BIOME, 'format', ...FORMAT, '.'] },
    { name: 'lint', args: [modulePath('oxlint/bin/oxlint'), '--type-aware', 'apps', 'libs', 'test'] },
    {
      name: 'boundaries',
      args: [modulePath('dependency-cruiser/bin/dependency-cruiser.mjs'), 'apps', 'libs', 'test'],
    },
    { name: 'types', args: [TSC, '-p', 'tsconfig.json'] },
    ...(existsSync(join(root, 'apps/web/tsconfig.json'))
      ? [{ name: 'types of the web', args: [TSC, '-p', 'apps/web/tsconfig.json'] }]
      : []),
  ];
}

/** @returns {Promise<{passed: number, failed: number, skipped: number}>} One count per check. */
export async function check() {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { name, args } of checkSteps()) {
    console.log(`── check: ${name}`);
    const isPassed = (await runNode(args)) === 0;
    counts[isPassed ? 'passed' : 'failed'] += 1;
    if (!isPassed) console.log(`✗ check: ${name} failed`);
  }
  return counts;
}

export const format = () => runNode([BIOME, 'format', '--write', ...FORMAT, '.']);
