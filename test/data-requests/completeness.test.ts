import { describe, expect, it } from 'vitest';
import { faultsOf, lastDayAfter } from '../../functions/data-requests/requests/completeness.ts';
import { RequestForm } from '../../functions/data-requests/requests/request.ts';
import { at, form, market, resource } from './small-bureau.ts';

const bounds = { now: at('2026-02-12 10:00'), longestMonths: 12 };
const paths = (its: RequestForm, of = resource()) => faultsOf(its, of, bounds).map(({ path }) => path);

describe('What is missing of a form', () => {
  it('is told all at once', () => {
    const empty = RequestForm.parse({ resourceId: `r-check-actions.${market}` });
    expect(paths(empty)).toEqual(
      ['purpose', 'useRange', 'basis', 'fields', 'rows', 'period', 'volume', 'channels'].map((name) => `form.${name}`),
    );
    expect(paths(form())).toEqual([]);
  });

  it.each([
    ['a field that is not there', { fields: [{ name: 'nothing', as: 'clear' }] }, 'form.fields.0'],
    [
      'a field asked for twice',
      {
        fields: [
          { name: 'code', as: 'clear' },
          { name: 'code', as: 'masked' },
        ],
      },
      'form.fields',
    ],
    ['level 4 in clear', { fields: [{ name: 'certificate', as: 'masked' }] }, 'form.fields.0'],
    ['a mask where there is none', { fields: [{ name: 'code', as: 'masked' }] }, 'form.fields.0'],
    ['rows by a hidden field', { rows: [{ field: 'certificate', is: ['1'] }] }, 'form.rows.0'],
    ['the API without a system', { channels: ['api'] }, 'form.systems'],
    ['a period that is over', { period: { from: '2026-01-01', until: '2026-02-11' } }, 'form.period.until'],
    ['a period turned round', { period: { from: '2026-05-02', until: '2026-05-01' } }, 'form.period'],
    ['more than a year', { period: { from: '2026-03-01', until: '2027-03-01' } }, 'form.period.until'],
    [
      'another use that nobody explains',
      { useRange: '5', explanation: undefined, fields: [{ name: 'code', as: 'clear' }] },
      'form.explanation',
    ],
  ])('%s', (_what, more, path) => {
    expect(paths(form(more))).toContain(path);
  });

  it('is not a year to the day, nor level 4 as pseudonym', () => {
    expect(
      paths(form({ period: { from: '2026-03-01', until: '2027-02-28' }, fields: [{ name: 'certificate', as: 'pseudonym' }] })),
    ).toEqual([]);
  });

  it('of statistics is everything that is not a file in clear', () => {
    const statistics = resource({ kind: 'statistics', level: 2 });
    expect(
      paths(form({ channels: ['api'], systems: [{ memberId: 'm-some-system' }], fields: [{ name: 'officer', as: 'masked' }] }), statistics),
    ).toEqual(['form.fields.0', 'form.rows.0', 'form.channels']);
  });
});

describe('A period of months', () => {
  it.each([
    ['2026-03-01', 12, '2027-02-28'],
    ['2026-02-12', 6, '2026-08-11'],
    ['2026-01-31', 1, '2026-02-28'],
    ['2024-02-29', 12, '2025-02-28'],
  ])('from %s of %i ends on %s', (from, months, last) => {
    expect(lastDayAfter(from, months)).toBe(last);
  });
});
