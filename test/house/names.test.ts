import { globSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const files = globSync('{functions,shared,infra,cli,web,test}/**/*.{ts,tsx,mjs}');

describe('A file’s name', () => {
  it('is in kebab case, with its suffix', () => {
    expect(files.filter((file) => !/^[a-z0-9-]+([.][a-z0-9-]+)*$/.test(path.basename(file)))).toEqual([]);
  });

  it('says what is in it, not that something is', () => {
    const empty = /(^|-)(utils?|helpers?|common|managers?|data|info|misc|types?|constants?|interfaces|impl)([.]|$)/;
    expect(files.filter((file) => empty.test(path.basename(file)))).toEqual([]);
  });
});
