import { expect, it } from 'vitest';
import { splitJoinedList } from '../../shared/text/joined-list.ts';

it.each([
  ['张三;李四', ['张三', '李四']],
  ['张三；李四、王五,赵六|钱七，孙八', ['张三', '李四', '王五', '赵六', '钱七', '孙八']],
  [' 张三 ;; 李四; ', ['张三', '李四']],
  ['张三', ['张三']],
  [';', []],
  ['', []],
])('%j holds %j', (text, items) => {
  expect(splitJoinedList(text)).toEqual(items);
});
