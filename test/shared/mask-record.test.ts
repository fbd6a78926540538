import { expect, it } from 'vitest';
import { maskRecord } from '../../shared/text/mask-record.ts';
import { checkActions } from '../ingestion/sample-file.ts';

const content = {
  check_action_name: '日常检查',
  administrative_cp_ui_code: '320505199001010011',
  check_personnel: ['张三', '李四'],
  check_personnel_code: ['32050011', '32050012'],
  forgotten_column: '谁知道',
};

it('levels 3 and 4 are masked for everyone, level 2 is clear for who is cleared for it', () => {
  const masked = {
    check_action_name: '日常检查',
    administrative_cp_ui_code: '320***********0011',
    check_personnel_code: ['****0011', '****0012'],
    forgotten_column: '***',
  };
  expect(maskRecord(content, checkActions.contract, 4)).toEqual({ ...masked, check_personnel: ['张三', '李四'] });
  expect(maskRecord(content, checkActions.contract, 1)).toEqual({ ...masked, check_personnel: ['张*', '李*'] });
});
