/** One character, a class or an escape, and how often: what a pattern may be made of. */
const piece = /(?:\\[dwsDWS\\.^$|?*+()[\]{}/-]|\[(?:\\[^]|[^\]\\])+\]|[^\\[\](){}|?*+^$])(\?|\*|\+|\{\d{1,4}(,\d{0,4})?\})?/uy;

/**
 * A pattern of a stored contract runs over millions of cells that others wrote, so it must not be able to run away. What is permitted is a sequence of
 * characters and classes with counts; without groups, branches and references, and with one repetition of varying length, it is matched in one pass.
 * What a branch would say is a dictionary, or two columns.
 */
export const patternFault = (source: string): string | undefined => {
  if (source.length > 200) return '正则表达式最长 200 个字符';
  if (!source.startsWith('^') || !source.endsWith('$')) return '正则表达式须以 ^ 开头、以 $ 结尾';
  const body = source.slice(1, -1);
  let varying = 0;
  let optional = 0;
  piece.lastIndex = 0;
  while (piece.lastIndex < body.length) {
    const found = piece.exec(body);
    if (!found) return '正则表达式只能由字符、字符类和次数组成，不能使用分组、分支、断言和反向引用';
    const [, count, range] = found;
    if (count === '?') optional += 1;
    else if (count === '*' || count === '+' || range !== undefined) varying += 1;
  }
  if (varying > 1 || optional > 3) return '正则表达式最多使用一个次数不定的重复和三个可有可无的字符';
  try {
    new RegExp(source, 'u');
    return undefined;
  } catch {
    return '正则表达式无法编译';
  }
};
