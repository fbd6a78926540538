import { describe, expect, it } from 'vitest';
import { announceContract } from '../../functions/ingestion/announce-contract.ts';
import { announceUpload } from '../../functions/ingestion/announce-upload.ts';
import { manifestOf } from '../../functions/ingestion/manifest.ts';
import { checkActions } from './sample-file.ts';

const uploadId = 'u-00000000000000000000000000';
const upload = (state: string) => ({
  pk: `upload#${uploadId}`,
  sk: 'upload',
  uploadId,
  dataset: 'check-actions',
  departmentId: 'd-k7m2',
  state,
});
const said = { uploadId, dataset: 'check-actions', department: 'd-k7m2', prefix: `curated/check-actions/d-k7m2/${uploadId}/` };

describe('Others hear of an upload', () => {
  it.each([
    ['when it becomes finished', upload('settling'), upload('finished'), [said]],
    ['not when a finished one changes', upload('finished'), upload('finished'), []],
    ['not of any other move', upload('reading'), upload('settling'), []],
    ['not when it is given up', upload('ending'), upload('given-up'), []],
    ['not of what is no upload', undefined, { ...upload('finished'), sk: 'unit#split' }, []],
    ['not when it goes', upload('finished'), undefined, []],
  ])('%s', (_when, before, after, messages) => {
    expect(announceUpload({ before, after })).toEqual(messages);
  });

  it('and one that is finished but cannot be read is never passed over in silence', () => {
    expect(() => announceUpload({ before: upload('settling'), after: { ...upload('finished'), departmentId: 7 } })).toThrow();
  });
});

it('the manifest says whose records they are, how columns are shown and where the records lie, and nothing of how they are judged', () => {
  const manifest = manifestOf({ uploadId, dataset: 'check-actions', departmentId: 'd-k7m2' }, checkActions.contract, 2);
  expect(manifest).toMatchObject({
    department: 'd-k7m2',
    contract: { title: '行政检查', recordKey: 'record_unique_identity', subject: { as: 'party' } },
    objects: [{ key: `${said.prefix}section-00001.ndjson` }, { key: `${said.prefix}section-00002.ndjson` }],
  });
  expect(manifest.contract.columns.find(({ name }) => name === 'administrative_cp_ui_code')).toEqual({
    name: 'administrative_cp_ui_code',
    title: '证件号码',
    level: 3,
    mask: 'certificate',
    type: 'code',
    maxLength: checkActions.contract.columns.find(({ name }) => name === 'administrative_cp_ui_code')?.maxLength,
  });
});

describe('Others hear of a contract', () => {
  const content = checkActions.contract;
  const kept = (state: string, its: object = {}) => ({
    pk: 'contract#check-actions',
    sk: 'version#000001',
    kind: 'contract',
    state,
    content,
    ...its,
  });

  it('when it is published: how columns are shown, from which day on, and whom a record is about', () => {
    const [heard, ...more] = announceContract({ before: undefined, after: kept('published') });
    expect(more).toEqual([]);
    expect(heard).toMatchObject({ dataset: 'check-actions', contract: { version: 1, validFrom: '2026-01-01', subject: { as: 'party' } } });
    expect(heard?.contract.columns).toContainEqual(
      expect.objectContaining({ name: 'administrative_cp_ui_code', title: '证件号码', level: 3, mask: 'certificate' }),
    );
  });

  it.each([
    ['not when it is proposed', undefined, kept('proposed')],
    ['not when a proposal goes', kept('proposed'), undefined],
    ['not of a rule set', undefined, kept('published', { kind: 'rule-set' })],
    ['not of an upload', undefined, upload('finished')],
  ])('%s', (_when, before, after) => {
    expect(announceContract({ before, after })).toEqual([]);
  });
});
