/** What stands in any complaint says nothing about this one. */
const phrases =
  /市民|来电人?|投诉人|举报人|反映|诉求|投诉|举报|希望|请求?|要求|相关|有关|部门|尽快|及时|核实|处理|查处|解决|回复|答复|谢谢|您好|你好|该|位于|苏州市?|高新区|虎丘区/g;
const parts = /[\u4e00-\u9fff]+|[a-z\d]+/g;

/** Pairs of neighbouring characters of Chinese, whole words of everything else. */
const piecesOf = (text: string): Set<string> => {
  const pieces = new Set<string>();
  for (const [part] of text.normalize('NFKC').toLowerCase().replace(phrases, ' ').matchAll(parts))
    if (/[\u4e00-\u9fff]/.test(part)) for (let at = 0; at + 1 < part.length; at += 1) pieces.add(part.slice(at, at + 2));
    else pieces.add(part);
  return pieces;
};

/** Fewer pieces are chance. */
const fewest = 6;

/** Dice's coefficient of the two texts' pieces: 0 nothing in common, 1 the same. Undefined where one says too little. */
export const textSimilarity = (one: string, other: string): number | undefined => {
  const [a, b] = [piecesOf(one), piecesOf(other)];
  if (a.size < fewest || b.size < fewest) return undefined;
  const shared = [...a].filter((piece) => b.has(piece)).length;
  return (2 * shared) / (a.size + b.size);
};
