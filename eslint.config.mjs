import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const forbid = (selector, message) => ({ selector, message });

const everywhere = [
  forbid('ExportAllDeclaration', 'No barrels: import from the file that has it.'),
  forbid('ExportNamedDeclaration[source]', 'No barrels: import from the file that has it.'),
  // `import { z }` puts 443 KiB into a bundle, the namespace 105.
  forbid("ImportDeclaration[source.value='zod'] > :matches(ImportSpecifier, ImportDefaultSpecifier)", "Write import * as z from 'zod'."),
];
const noDefaultExport = forbid('ExportDefaultDeclaration', 'Named exports only; configuration files excepted.');

const pureMessage = 'A file without suffix is pure: time comes in as `now`, randomness as a seed, settings as arguments.';
const pure = [
  forbid("CallExpression[callee.object.name='Date'][callee.property.name='now']", pureMessage),
  forbid("NewExpression[callee.name='Date'][arguments.length=0]", pureMessage),
  forbid("CallExpression[callee.name='Date']", pureMessage),
  forbid("MemberExpression[object.name='Math'][property.name='random']", pureMessage),
];
const worldlyGlobals = ['process', 'fetch', 'crypto', 'performance', 'setTimeout', 'setInterval', 'setImmediate', 'WebSocket'];

export default defineConfig(
  globalIgnores(['node_modules/', '.local/', 'cdk.out/']),
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-async-promise-executor': 'error',
      'no-cond-assign': 'error',
      'no-console': 'error',
      'no-constant-binary-expression': 'error',
      'no-control-regex': 'error',
      'no-else-return': ['error', { allowElseIf: false }],
      'no-implicit-coercion': 'error',
      'no-misleading-character-class': 'error',
      'no-param-reassign': 'error',
      'no-restricted-syntax': ['error', ...everywhere],
      'no-self-compare': 'error',
      'no-template-curly-in-string': 'error',
      'no-unsafe-finally': 'error',
      'no-useless-escape': 'error',
      'no-useless-rename': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      'prefer-template': 'error',
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      // `for (;;)` and `while (true)` end by `return` or `break`.
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: 'only-allowed-literals' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      // A text is spread into its code points, which is how its characters are counted and masked.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // `() => log.info(…)` says what it does; braces around it say nothing more.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // A number in a text is that number.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Off: an implementation of an asynchronous interface need not wait for anything itself.
      '@typescript-eslint/require-await': 'off',
    },
  },
  { files: ['**/*.ts'], rules: { 'no-restricted-syntax': ['error', ...everywhere, noDefaultExport] } },
  {
    files: ['functions/**/*.ts', 'shared/**/*.ts'],
    ignores: ['**/*.{lambda,store,bucket,queue,client}.ts', 'shared/runtime/**'],
    rules: {
      'no-restricted-syntax': ['error', ...everywhere, noDefaultExport, ...pure],
      'no-restricted-globals': ['error', ...worldlyGlobals.map((name) => ({ name, message: pureMessage }))],
      'no-restricted-imports': [
        'error',
        {
          paths: [{ name: 'node:crypto', allowImportNames: ['createHash', 'createHmac', 'hash', 'timingSafeEqual'], message: pureMessage }],
        },
      ],
    },
  },
  {
    // In CDK a construct comes to life by `new`, and a stack is a class that only constructs.
    files: ['infra/**/*.ts'],
    rules: { '@typescript-eslint/no-extraneous-class': 'off' },
  },
  { files: ['cli/**', 'infra/**', 'test/**'], rules: { 'no-console': 'off' } },
  {
    // A test may assert what the types can't promise, and matchers such as expect.any() are typed as any.
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  { files: ['*.config.ts'], rules: { 'no-restricted-syntax': ['error', ...everywhere] } },
);
