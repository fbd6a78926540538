import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { standardiseAddress } from '../../shared/address/standardise-address.ts';
import { divisionOf, fullDivisionName, namedDivisions } from '../../shared/codes/divisions.ts';

const found = (raw: string) => {
  const { sure, province, city, district } = standardiseAddress(raw);
  return `${sure} ${district?.code ?? city?.code ?? province?.code ?? '-'}`;
};

describe('an address', () => {
  it.each([
    // Named in full, or by a name that only one place bears.
    ['江苏省苏州市虎丘区狮山路28号', 'certain 320505'],
    ['苏州市虎丘区', 'certain 320505'],
    ['虎丘区枫桥街道长江路8号', 'certain 320505'],
    ['浙江省诸暨市暨阳街道市南路85号兴城花园10幢010502', 'certain 330681'],
    ['北京市海淀区北西环西路66号', 'certain 110108'],
    ['重庆市渝北区新南路348号', 'certain 500112'],
    ['湖北省仙桃市干河街道', 'certain 429004'],
    ['广西壮族自治区南宁市青秀区民族大道1号', 'certain 450103'],
    ['青岛市市南区香港中路10号', 'certain 370202'],
    ['广东省佛山市佛山市三水区', 'certain 440607'],
    ['福田区滨河大道5022号联合广场A座52层', 'certain 440304'],
    ['（江苏省）苏州市，吴中区', 'certain 320506'],
    ['中国江苏省苏州市', 'certain 320500'],
    ['苏州市沧浪区人民路1号', 'certain 320508'],
    ['上海市闸北区江场路1228弄', 'certain 310106'],
    // Short names and zones.
    ['上海徐汇区天钥桥路408号', 'likely 310104'],
    ['深圳南山科技园科苑路6号', 'likely 440305'],
    ['江苏昆山', 'likely 320583'],
    ['青岛市南区', 'likely 370202'],
    ['苏州高新区狮山路28号', 'likely 320505'],
    ['苏州市高新区狮山路28号', 'likely 320505'],
    ['江苏省苏州市虎丘区（苏州高新区）狮山街道', 'likely 320505'],
    ['苏州工业园区苏雅路318号', 'likely 320500'],
    ['苏州市横塘街道迎宾路1号', 'certain 320505'],
    ['云南省大理州祥云县祥城镇', 'likely 532923'],
    ['新疆昌吉州昌吉市北京南路189号', 'likely 652301'],
    ['龙华新区大浪街道', 'likely 440309'],
    ['东湖高新区光谷智慧园1502栋', 'likely 420100'],
    ['西安高新区丈八一路', 'likely 610100'],
    ['集团总部：无锡市梁溪区县前东街1号', 'likely 320213'],
    // Never guessed.
    ['朝阳区姚家园路72号', 'ambiguous -'],
    ['朝阳高碑店东亿产业园', 'ambiguous -'],
    ['江苏省鼓楼区', 'ambiguous 320000'],
    ['苏州市吴县市东吴北路', 'ambiguous 320500'],
    ['广州市越秀区/广州市增城区', 'ambiguous 440100'],
    ['东莞市东城区东城路', 'ambiguous 441900'],
    // Roads and houses that are called after places.
    ['南京东路300号', 'unknown -'],
    ['北京大厦', 'unknown -'],
    ['上海市朝阳门', 'certain 310000'],
    ['杭州市西湖大道1号', 'certain 330100'],
    ['高新区长江路436号', 'unknown -'],
    ['金隅国际', 'unknown -'],
    ['Alphaalpine solutions inc', 'unknown -'],
    ['', 'unknown -'],
  ])('%s → %s', (raw, must) => expect(found(raw)).toBe(must));

  it('says why', () => {
    expect(standardiseAddress('朝阳区姚家园路72号').because).toEqual(['“朝阳区”可能是：北京市朝阳区、吉林省长春市朝阳区']);
    expect(standardiseAddress('苏州市沧浪区').because).toEqual(['“沧浪区”已撤销，现属江苏省苏州市姑苏区']);
    expect(standardiseAddress('苏州高新区狮山路').because).toEqual(['“苏州高新区”是功能区，位于江苏省苏州市虎丘区']);
    expect(standardiseAddress('南京东路300号').because).toEqual(['没有行政区划名称']);
  });

  it('is cut into street, road, number, building, floor and room, and what is left', () => {
    expect(standardiseAddress('苏州高新区　狮山街道狮山路２８号金狮大厦３幢２０１室')).toMatchObject({
      province: { code: '320000', name: '江苏省' },
      city: { code: '320500', name: '苏州市' },
      district: { code: '320505', name: '虎丘区' },
      zone: '苏州高新区',
      town: '狮山街道',
      road: '狮山路',
      number: '28号',
      building: '3幢',
      room: '201室',
      rest: '金狮大厦',
      normalised: '江苏省苏州市虎丘区狮山街道狮山路28号金狮大厦3幢201室',
    });
    expect(standardiseAddress('上海市徐汇区虹漕路461号58号楼5楼')).toMatchObject({
      road: '虹漕路',
      number: '461号',
      building: '58号楼',
      floor: '5楼',
    });
    expect(standardiseAddress('上海市沪松公路1136弄1号楼10楼')).toMatchObject({
      road: '沪松公路',
      number: '1136弄',
      building: '1号楼',
      floor: '10楼',
    });
  });

  it('comes out alike however it was written', () => {
    const forms = [
      '江苏省苏州市虎丘区枫桥街道长江路8号',
      '苏州市虎丘区枫桥街道长江路8号',
      '苏州高新区枫桥街道长江路８号',
      '虎丘区 枫桥街道 长江路 8号',
      '江苏苏州虎丘区枫桥街道长江路8号',
    ];
    expect(new Set(forms.map((form) => standardiseAddress(form).normalised)).size).toBe(1);
  });

  it('finds every district of the country by its full name', () => {
    const districts = namedDivisions.filter(({ level }) => level === 'district');
    const wrong = districts.filter(({ code }) => {
      const { district } = standardiseAddress(`${fullDivisionName(code)}人民路1号`);
      return fullDivisionName(district?.code ?? '') !== fullDivisionName(code);
    });
    expect(wrong.map(({ code }) => fullDivisionName(code))).toEqual([]);
  });

  it('names a district only within its city and province, and stands its own notation', () => {
    const text = fc.array(
      fc.oneof(
        fc.constantFrom(...namedDivisions.map(({ name }) => name)),
        fc.constantFrom('苏州', '高新区', '江苏', '朝阳', '路', '28号', '3幢', '（', '，', '街道', '开发区', '新区', '市'),
        fc.string({ maxLength: 4 }),
      ),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(text, (pieces) => {
        const address = standardiseAddress(pieces.join(''));
        const { province, city, district, sure, normalised } = address;
        for (const named of [province, city, district]) if (named) expect(divisionOf(named.code)?.name).toBe(named.name);
        if (district && city && city.code !== province?.code) expect(district.code.slice(0, 4)).toBe(city.code.slice(0, 4));
        if (district) expect(district.code.slice(0, 2)).toBe(province?.code.slice(0, 2));
        if (sure === 'unknown') expect(province).toBeUndefined();
        else if (sure === 'certain') expect(standardiseAddress(normalised).province).toEqual(province);
      }),
      { numRuns: 500 },
    );
  });

  it('of any length takes no time', () => {
    const begun = performance.now();
    for (const piece of ['苏州市', '1', '朝阳区', '街道', 'A', '路', '号楼']) standardiseAddress(piece.repeat(100_000));
    expect(performance.now() - begun).toBeLessThan(1000);
  });
});
