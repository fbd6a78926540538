import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const pages = globSync('{*.md,{docs,functions,shared,infra,cli,test}/**/*.md}');

/** Where a page's links lead that are neither addresses nor places on the page itself. */
const linksOf = (page: string): string[] => {
  const text = readFileSync(page, 'utf8').replace(/^```[\s\S]*?^```/gm, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link).filter((link) => !/^(https?:|mailto:|#)/.test(link));
};

it('every link of a page leads to a file', () => {
  expect(pages).toContain('README.md');
  const lost = pages.flatMap((page) =>
    linksOf(page)
      .filter((link) => !existsSync(path.join(path.dirname(page), link.replace(/#.*/, ''))))
      .map((link) => `${page}: ${link}`),
  );
  expect(lost).toEqual([]);
});
