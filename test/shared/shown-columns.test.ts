import { expect, it } from 'vitest';
import { shownColumns } from '../../shared/party/shown-columns.ts';
import { maskRecord } from '../../shared/text/mask-record.ts';
import { checkActions } from '../ingestion/sample-file.ts';

const { contract } = checkActions;
const content = {
  check_action_name: '日常检查',
  administrative_cp: '欧阳小明明',
  supervise_object: '欧阳小明明',
  address_registered: '苏州市虎丘区狮山路一号院二幢三单元',
};
const shown = (person: boolean, columns = contract.columns) =>
  JSON.stringify(maskRecord(content, { columns: shownColumns({ ...contract, columns }, person) }, 4));

it('of a business name and address are shown, of a natural person they are masked, whoever is cleared for what', () => {
  expect(shown(false)).toContain('欧阳小明明');
  expect(shown(false)).toContain('三单元');
  expect(shown(true)).not.toMatch(/小明|三单元/);
  expect(shown(true)).toContain('日常检查');
});

it('what names the person is hidden, even where its column has no mask', () => {
  const columns = contract.columns.map((column) => (column.name === 'administrative_cp' ? { ...column, mask: undefined } : column));
  expect(shown(true, columns)).not.toContain('小明');
});
