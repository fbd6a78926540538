import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { expect, it } from 'vitest';
import { UnusableFile } from '../../../functions/ingestion/file-fault.ts';
import { nameOf, token, XmlScanner } from '../../../functions/ingestion/xlsx/xml-scanner.ts';

type Said = [kind: string, name: number, text: string];

const scanned = (xml: string, sizes: readonly number[]): Said[] | 'malformed' => {
  const scanner = new XmlScanner();
  const said: Said[] = [];
  const text = () => scanner.bytes.toString('utf8', scanner.from, scanner.to);
  const take = (): void => {
    for (;;) {
      const kind = scanner.next();
      if (kind === token.more) return;
      if (kind === token.open || kind === token.empty) {
        said.push(['open', scanner.name, '']);
        const { name } = scanner;
        while (scanner.nextAttribute()) said.push(['attribute', scanner.name, text()]);
        if (kind === token.empty) said.push(['close', name, '']);
      } else if (kind === token.close) said.push(['close', scanner.name, '']);
      else said.push(['text', 0, text()]);
    }
  };
  try {
    const bytes = Buffer.from(xml);
    for (let from = 0, piece = 0; from < bytes.length; piece += 1) {
      const to = from + (sizes[piece % sizes.length] ?? 1);
      scanner.feed(bytes.subarray(from, to));
      take();
      from = to;
    }
    scanner.finish();
    return said;
  } catch (error) {
    if (error instanceof UnusableFile) return 'malformed';
    throw error;
  }
};

const parsed = (xml: string): Said[] => {
  const said: Said[] = [];
  const parser = new SaxesParser({ xmlns: true });
  parser.on('opentag', ({ local, attributes }) => {
    said.push(['open', nameOf(local), '']);
    for (const { local: name, value } of Object.values(attributes)) said.push(['attribute', nameOf(name), value]);
  });
  parser.on('closetag', ({ local }) => said.push(['close', nameOf(local), '']));
  parser.on('text', (text) => said.push(['text', 0, text]));
  parser.on('cdata', (text) => said.push(['text', 0, text]));
  parser.write(xml).close();
  return said;
};

/** Texts next to each other are one text, and the ends of the document are none. */
const joined = (said: Said[]): Said[] => {
  const out: Said[] = [];
  for (const [kind, name, text] of said) {
    const last = out.at(-1);
    if (kind === 'text' && last?.[0] === 'text') last[2] += text;
    else if (kind !== 'text' || text !== '') out.push([kind, name, text]);
  }
  return out.filter(([kind], at) => kind !== 'text' || (at > 0 && at < out.length - 1));
};

const word = fc.constantFrom('c', 'row', 'sheetData', 'v', 'x:t');
const content = fc.constantFrom('', '甲乙', '12.5', ' \n ', 'a > b', '<!-- <c> -->', '<![CDATA[<v>]]>', '<?go on?>');
const { element } = fc.letrec<{ element: string }>((tie) => ({
  element: fc
    .tuple(
      word,
      fc.subarray(['r="A1"', "s = '3'", 'xml:space="preserve"', 't="a>b/"']),
      fc.array(fc.oneof({ depthSize: 'small' }, content, tie('element')), { maxLength: 4 }),
      fc.boolean(),
    )
    .map(([name, attributes, inside, short]) => {
      const head = [name, ...attributes].join(' ');
      return short && inside.length === 0 ? `<${head}/>` : `<${head}>${inside.join('')}</${name} >`;
    }),
}));

it('says what a general parser says, however the bytes come', () => {
  fc.assert(
    fc.property(element, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }), (inner, sizes) => {
      const xml = `<?xml version="1.0"?>\n<root xmlns:x="urn:x">${inner}</root>\n`;
      const said = scanned(xml, sizes);
      if (said === 'malformed') throw new Error(xml);
      expect(joined(said)).toEqual(joined(parsed(xml)));
    }),
  );
});

it.each([
  '',
  'x',
  '<a>',
  '<a></b>',
  '<a/><b/>',
  '<a/>x',
  '<a b=c/>',
  '<a b="c/>',
  '<a <b/>',
  '</a>',
  '<!DOCTYPE a><a/>',
  '<a><![CDATA[x</a>',
  '<a><!-- </a>',
  '<a>'.repeat(70),
])('does not take %j', (xml) => {
  expect(scanned(xml, [3])).toBe('malformed');
});
