import { defineConfig } from 'vitest/config';

// Vite reads experimentalDecorators and emitDecoratorMetadata from tsconfig.json: no plugin, no build step.
const project = (name: string, include: string[], options: object = {}) => ({
  extends: true as const,
  test: {
    name,
    include,
    environment: 'node',
    pool: 'forks' as const,
    // A busy machine is slow, not wrong: how long a thing takes is for the benchmarks to say.
    expect: { poll: { timeout: 30_000 } },
    ...options,
  },
});

export default defineConfig({
  root: `${import.meta.dirname}/..`,
  test: {
    maxWorkers: 2,
    projects: [
      project('unit', ['apps/*/src/**/*.spec.ts', 'libs/*/src/**/*.spec.ts', 'test/**/*.unit-spec.ts'], {
        testTimeout: 60_000,
        hookTimeout: 60_000,
      }),
      project('int', ['apps/*/src/**/*.int-spec.ts', 'libs/*/src/**/*.int-spec.ts'], {
        globalSetup: './test/harness/postgres.global-setup.ts',
        testTimeout: 180_000,
        hookTimeout: 180_000,
      }),
      project('security', ['test/security/**/*.security-spec.ts'], {
        testTimeout: 300_000,
        hookTimeout: 300_000,
        fileParallelism: false,
      }),
      project('e2e', ['test/e2e/**/*.e2e-spec.ts'], {
        testTimeout: 180_000,
        hookTimeout: 300_000,
        fileParallelism: false,
      }),
    ],
  },
});
