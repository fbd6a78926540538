/** NUL and other controls, soft hyphen, zero-width and direction marks, BOM; not the line feed and the tab, which are spaces of a kind. */
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const invisible = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g;
// eslint-disable-next-line no-control-regex -- as above
const suspicious = /[\u0000-\u001f\u007f-\u00a0\u00ad\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff]| {2}|^ | $/;

/** Text for people: what cannot be seen goes, spaces at the ends go (the full-width one too), runs of spaces become one. Punctuation stays as it is. */
export const cleanText = (text: string): string => {
  if (!suspicious.test(text)) return text;
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(invisible, '')
    .replace(/[\t \u00a0\u2000-\u200a\u202f\u205f\u3000]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .trim();
};

const plain = /^[\u0021-\u007e\u4e00-\u9fff]*$/;

/** Text for machines (codes, dates, numbers): as `cleanText`, and full-width letters, digits and signs become the ordinary ones. */
export const cleanCode = (text: string): string => {
  if (plain.test(text)) return text;
  return cleanText(text.replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0)));
};
