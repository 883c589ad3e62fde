const rows = {
  kernel: [],
  crypto: ['kernel'],
  config: ['kernel'],
  observability: ['kernel', 'config'],
  database: ['kernel', 'config'],
  jobs: ['kernel', 'config'],
  machine: ['kernel', 'config'],
  qdrant: ['kernel', 'config'],
  parsing: ['kernel'],
  models: ['kernel', 'config', 'observability'],
  audit: [],
  vault: ['audit'],
  identity: ['vault', 'audit'],
  documents: ['vault', 'audit'],
  retrieval: ['documents', 'vault', 'models', 'qdrant'],
  // parsing: for the in-process parser of its specs alone, see only-the-parser-parses.
  ingestion: ['documents', 'retrieval', 'vault', 'models', 'parsing'],
  chat: ['retrieval', 'documents', 'vault', 'models'],
  backup: ['audit'],
  'data-rights': [
    'audit',
    'vault',
    'identity',
    'documents',
    'retrieval',
    'ingestion',
    'chat',
    'models',
    'backup',
    'qdrant',
  ],
};
const everyDomainMay = ['kernel', 'crypto', 'config', 'observability', 'database', 'jobs', 'machine'];
const technical = new Set([
  'kernel',
  'crypto',
  'config',
  'observability',
  'database',
  'jobs',
  'machine',
  'parsing',
  'models',
  'qdrant',
]);

/** The table "Who may import whom" of docs/architecture.md, one rule per library. */
const boundaries = Object.entries(rows).map(([lib, allowed]) => {
  const may = technical.has(lib) ? allowed : [...new Set([...allowed, ...everyDomainMay])];
  return {
    name: `${lib}-imports`,
    severity: 'error',
    from: { path: `^libs/${lib}/` },
    to: { path: '^libs/', pathNot: `^libs/(${[lib, ...may].join('|')})/` },
  };
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...boundaries,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'libs-not-apps',
      severity: 'error',
      from: { path: '^libs/', pathNot: 'int-spec\\.ts$' },
      to: { path: '^(apps/|test/(?!harness/))' },
    },
    {
      name: 'harness-in-integration-specs-only',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '\\.int-spec\\.ts$' },
      to: { path: '^test/' },
    },
    {
      name: 'apps-not-apps',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'only-the-parser-parses',
      severity: 'error',
      from: { path: '^(apps/(?!parser/)|libs/(?!parsing/))', pathNot: '^libs/ingestion/src/testing/' },
      to: { path: '^libs/parsing/' },
    },
    {
      name: 'the-parser-is-alone',
      severity: 'error',
      from: { path: '^apps/parser/' },
      to: { path: '^libs/', pathNot: '^libs/(parsing|kernel)/' },
    },
    { name: 'web-imports-no-library', severity: 'error', from: { path: '^apps/web/' }, to: { path: '^libs/' } },
    {
      name: 'no-deep-imports',
      severity: 'error',
      from: { path: '^(apps|libs)/([^/]+)/' },
      to: {
        path: '^libs/[^/]+/src/',
        pathNot: ['^$1/$2/', '^libs/[^/]+/src/index\\.ts$', '^libs/[^/]+/src/testing/index\\.ts$'],
      },
    },
    {
      name: 'fakes-stay-in-tests',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '(\\.spec|-spec|\\.contract)\\.ts$|/testing/' },
      to: { path: '/src/testing/' },
    },
    {
      name: 'drizzle-stays-in-adapters',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '^libs/database/|/adapters/' },
      to: { path: 'node_modules/drizzle-orm' },
    },
    {
      name: 'no-fastify-in-libraries',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: 'node_modules/(@fastify|fastify|@nestjs/platform-fastify)/' },
    },
    {
      name: 'pure-libraries',
      severity: 'error',
      from: { path: '^libs/(kernel|crypto|parsing)/', pathNot: 'spec\\.ts$' },
      to: { path: 'node_modules/@nestjs/|^(node:)?(fs|net|http|child_process)' },
    },
    { name: 'unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-dev-deps-in-product',
      severity: 'error',
      from: {
        path: '^(apps/(api|worker|parser|cli)|libs)/',
        pathNot: '(\\.spec|-spec|\\.contract)\\.ts$|/testing/|^libs/database/drizzle\\.config\\.ts$',
      },
      to: { dependencyTypes: ['npm-dev'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|coverage)/' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'],
    },
    reporterOptions: { archi: { collapsePattern: '^(apps|libs)/[^/]+' } },
  },
};
