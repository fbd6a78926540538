/** Small files that are hard to read, each with what it is to be taken for. */
export const nastyFiles: readonly { name: string; text: string; rows: string[][]; others?: 'differ' }[] = [
  {
    name: 'delimiters, quotes and line ends within quotes',
    text: 'k,v\n"a,b","c\r\nd"\n"e ""f""","\n"\n',
    rows: [
      ['a,b', 'c\r\nd'],
      ['e "f"', '\n'],
    ],
  },
  {
    name: 'CRLF, no line end at the end',
    text: 'k,v\r\n1,2\r\n3,4',
    rows: [
      ['1', '2'],
      ['3', '4'],
    ],
  },
  {
    name: 'CR alone',
    text: 'k,v\r1,2\r3,4\r',
    rows: [
      ['1', '2'],
      ['3', '4'],
    ],
  },
  {
    name: 'empty cells',
    text: 'k,v,w\n,,x\n"",y,""\n',
    rows: [
      ['', '', 'x'],
      ['', 'y', ''],
    ],
  },
  { name: 'a quoted empty cell alone', text: 'k\n""\nx\n', rows: [[''], ['x']] },
  { name: 'spaces around cells stay', text: 'k,v\n a , b\n', rows: [[' a ', ' b']] },
  { name: 'nothing but doubled quotes', text: 'k,v\n"""","""""" \n'.replace(' ', ''), rows: [['"', '""']] },
  { name: 'characters beyond the basic plane', text: 'k,v\n😀,𠮷野家\n', rows: [['😀', '𠮷野家']] },
  { name: 'a byte order mark', text: '\uFEFFk,v\n1,2\n', rows: [['1', '2']] },
  { name: 'more and fewer cells than the header', text: 'k,v\n1\n1,2,3\n', rows: [['1'], ['1', '2', '3']] },
  {
    name: 'a formula and markup are text',
    text: 'k,v\n=1+1,<script>alert(1)</script>\n@SUM(A1),-2\n',
    rows: [
      ['=1+1', '<script>alert(1)</script>'],
      ['@SUM(A1)', '-2'],
    ],
  },
  { name: 'NULs', text: 'k,v\na\0b,and much else that is readable\n', rows: [['a\0b', 'and much else that is readable']] },
  { name: 'other line separators are text', text: 'k,v\na\u2028b,c\u0085d\n', rows: [['a\u2028b', 'c\u0085d']] },
  { name: 'tabs between cells', text: 'k\tv\na,b\t"c\td"\n', rows: [['a,b', 'c\td']] },
  { name: 'a stray quote within a cell is text', text: 'k,v\n5" pipe,6\n', rows: [['5" pipe', '6']], others: 'differ' },
  { name: 'text behind a closing quote is kept', text: 'k,v\n"a"b,c\n', rows: [['ab', 'c']], others: 'differ' },
  { name: 'lines of nothing but delimiters are no rows', text: 'k,v\n\n,\n1,2\n , \n', rows: [['1', '2']], others: 'differ' },
];
