import { identifierKind } from '../identifiers/identifier-kind.ts';

/** How a value is shown to who may not see it in clear. There is no statutory mask; these are the customary ones. */
export const maskKinds = ['person-id', 'person-name', 'phone', 'address', 'licence', 'certificate'] as const;
export type MaskKind = (typeof maskKinds)[number];

export const mask = (kind: MaskKind | undefined, text: string): string => (kind === undefined ? '***' : masks[kind](text));

const stars = (count: number): string => '*'.repeat(Math.max(count, 0));

const keep = (text: string, first: number, last: number): string => {
  const characters = [...text];
  if (characters.length <= first + last) return stars(characters.length);
  return (
    characters.slice(0, first).join('') + stars(characters.length - first - last) + characters.slice(characters.length - last).join('')
  );
};

const compoundSurnames = new Set(
  '欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 令狐 百里 呼延 东郭 南门 西门 轩辕'.split(
    ' ',
  ),
);

const masks: Record<MaskKind, (text: string) => string> = {
  'person-id': (text) => keep(text, 3, 4),
  'person-name': (text) => {
    const characters = [...text];
    if (characters.length > 2 && compoundSurnames.has(characters.slice(0, 2).join('')))
      return characters.slice(0, 2).join('') + stars(characters.length - 2);
    return characters.length <= 2 ? keep(text, characters.length - 1, 0) : keep(text, 1, characters.length === 3 ? 1 : 0);
  },
  phone: (text) => (/^1\d{10}$/.test(text) ? keep(text, 3, 4) : keep(text, 0, 4)),
  address: (text) => keep(text, Math.max([...text].length - 8, Math.floor([...text].length / 2)), 0),
  licence: (text) => keep(text, 0, 4),
  /** A person's or an organisation's number: only what is certainly an organisation's is public. */
  certificate: (text) => (identifierKind(text) === 'uscc' ? text : keep(text, 3, 4)),
};
