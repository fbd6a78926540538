/**
 * A pattern of a stored contract runs over millions of cells that others wrote, so it must not be able to run away. What is left after these refusals takes
 * time linear in the cell: anchored, at most one unbounded repetition, nothing repeated that itself repeats or branches, no looking around, no back references.
 */
export const patternFault = (source: string): string | undefined => {
  if (source.length > 200) return '正则表达式最长 200 个字符';
  if (!source.startsWith('^') || !source.endsWith('$')) return '正则表达式须以 ^ 开头、以 $ 结尾';
  try {
    new RegExp(source, 'u');
  } catch {
    return '正则表达式无法编译';
  }
  const pieces = source.match(/\\[^]|\[(?:\\[^]|[^\]\\])*\]|\(\?[:=!<]?|[^]/g) ?? [];
  const groups: { restless: boolean }[] = [];
  let closed: { restless: boolean } | undefined;
  let unbounded = 0;
  let varying = 0;
  for (let at = 0; at < pieces.length; at += 1) {
    const piece = pieces[at] ?? '';
    const group = groups.at(-1);
    if (/^\\[1-9k]/.test(piece) || /^\(\?[^:]?$/.test(piece)) return '正则表达式不能使用反向引用、断言和命名分组';
    if (piece === '(' || piece === '(?:') groups.push({ restless: false });
    else if (piece === '|' && group) group.restless = true;
    else if (piece === '|') return '正则表达式最外层不能使用 |，请加括号';
    const range = piece === '{' ? /^\{(\d+)(,?)(\d*)\}/.exec(pieces.slice(at).join('')) : null;
    if (piece === '*' || piece === '+' || piece === '?' || range) {
      const endless = piece === '*' || piece === '+' || (range?.[2] === ',' && range[3] === '');
      const fixed = range !== null && range[2] === '';
      if (closed?.restless && piece !== '?') return '正则表达式不能重复一个自身含有重复或分支的分组';
      if (endless) unbounded += 1;
      if (!fixed) varying += 1;
      if (group) group.restless = true;
      if (range) at += range[0].length - 1;
    }
    closed = undefined;
    if (piece === ')') {
      closed = groups.pop();
      const outer = groups.at(-1);
      if (closed?.restless && outer) outer.restless = true;
    }
  }
  if (unbounded > 1) return '正则表达式最多使用一个不限次数的重复（* 或 +）';
  return varying > 4 ? '正则表达式中的可变重复过多（最多 4 个）' : undefined;
};
