import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePythonEnvironment } from '../../harness/python-environment.js';

/** Exactly these, so that a new release cannot change what the tests prove. */
const PACKAGES = ['schemathesis==4.32.5', 'hypothesis==6.170.15'];

/** Those that follow from the description; `negative_data_rejection` asks for more strictness than JSON clients have. */
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
];

export interface FuzzingRun {
  /** What the program says of the failures it found. */
  readonly output: string;
  readonly hasFailures: boolean;
}

export interface FuzzingOptions {
  readonly description: object;
  readonly url: string;
  /** At most so many per operation and phase. */
  readonly examples: number;
  readonly phases: readonly string[];
  readonly seed: number;
  /** Patterns of paths: others are left alone. */
  readonly only?: string;
  /** Names of operations that are left alone. */
  readonly except: readonly string[];
}

/** Runs schemathesis against a product and waits for its end. */
export async function runSchemathesis(options: FuzzingOptions): Promise<FuzzingRun> {
  const { python } = await ensurePythonEnvironment(`schemathesis-${PACKAGES[0]?.split('==')[1]}`, PACKAGES);
  const folder = mkdtempSync(join(tmpdir(), 'hearthlore-fuzz-'));
  const file = join(folder, 'openapi.json');
  writeFileSync(file, JSON.stringify(options.description));
  const args = ['-m', 'schemathesis.cli', 'run', file, '--url', options.url, '--no-color'];
  args.push('--checks', CHECKS.join(','), '--phases', options.phases.join(','), '--seed', String(options.seed));
  args.push('--max-examples', String(options.examples), '--continue-on-failure', '--no-shrink');
  args.push('--generation-database', 'none', '--suppress-health-check', 'all', '--warnings', 'off');
  args.push('--generation-with-security-parameters', 'false', '--request-timeout', '60');
  if (options.only !== undefined) args.push('--include-path-regex', options.only);
  for (const name of options.except) args.push('--exclude-operation-id', name);
  try {
    return await new Promise((resolve) => {
      execFile(python, args, { cwd: folder, maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
        resolve({ output: `${stdout}${stderr}`, hasFailures: error !== null });
      });
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
