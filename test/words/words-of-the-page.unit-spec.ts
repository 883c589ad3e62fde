import { readFileSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { AuditAction } from '@hearthlore/audit';
import { expect, it } from 'vitest';
import words from '../../apps/web/src/locales/en.json' with { type: 'json' };

const root = join(import.meta.dirname, '../..');

/** What stops a start or a command, is caught on the way, or belongs to a test: no page ever meets it. */
const NEVER_ON_A_PAGE = [
  /^config\./,
  /^database\./,
  /^install\./,
  /^model\.(?!unavailable$|context-too-small$)/,
  /^test\./,
  /^index\.damaged$/,
  /^record-set\./,
];

/** A class's own code, one given as a value, and the table of what the framework refuses. */
const CODES = [
  /readonly code = '([a-z]+(?:[.-][a-z-]+)*)'/g,
  /\bcode: '([a-z-]+\.[a-z-]+)'/g,
  /\d{3}: \['([a-z]+(?:\.[a-z-]+)?)'/g,
];

function codesOfTheApi(): string[] {
  const sources = globSync(['libs/*/src/**/*.ts', 'apps/api/src/**/*.ts'], { cwd: root }).filter(
    (path) => !path.includes('spec.ts') && !path.includes('/testing/'),
  );
  const found = sources.flatMap((path) => {
    const source = readFileSync(join(root, path), 'utf8');
    return CODES.flatMap((pattern) => [...source.matchAll(pattern)].map(([, code = '']) => code));
  });
  return [...new Set(found)].filter((code) => !NEVER_ON_A_PAGE.some((pattern) => pattern.test(code))).toSorted();
}

function wordsFor(code: string): unknown {
  return code
    .split('.')
    .reduce<unknown>(
      (part, name) =>
        typeof part === 'object' && part !== null ? Object.entries(part).find(([key]) => key === name)?.[1] : undefined,
      words.problem,
    );
}

it('has words for whatever the API can refuse', () => {
  const codes = codesOfTheApi();
  expect(codes).toContain('auth.second-factor-invalid');
  expect(codes.filter((code) => typeof wordsFor(code) !== 'string')).toEqual([]);
});

it('has words for whatever the audit log can say', () => {
  const named = Object.keys(words.audit.actions);
  expect(Object.values(AuditAction).filter((action) => !named.includes(action.replaceAll('.', '-')))).toEqual([]);
});
