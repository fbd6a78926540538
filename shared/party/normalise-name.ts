/** Brackets of every kind are one kind, because keyboards differ in them; other signs and spaces say nothing about who it is. */
const opening = /[([{〔【〖《〈「『﹝]/gu;
const closing = /[)\]}〕】〗》〉」』﹞]/gu;
const silent = /[^\p{L}\p{N}()]/gu;
/** Most names are written as they are known. Two looks that go through a text once each, where one that says both would try every place of a long text. */
const plain = /^[\u4e00-\u9fffA-Z0-9()]*$/;
const says = /[\u4e00-\u9fffA-Z0-9]/;

/**
 * The exact name of an organisation, whoever typed it: full-width letters, digits and signs become the ordinary ones, letters capital, brackets of one kind, and
 * spaces and other signs go. Exact means exact: 有限公司 and 有限责任公司 stay two names. Empty where nothing is left.
 */
export const normaliseName = (name: string): string => {
  if (plain.test(name) && says.test(name)) return name;
  const text = name.normalize('NFKC').toUpperCase().replace(opening, '(').replace(closing, ')').replace(silent, '');
  return /[\p{L}\p{N}]/u.test(text) ? text : '';
};
