/** What stands behind the divisions in an address: 狮山路28号 金狮大厦 3幢 201室. What can't be told stays in `rest`. */
export interface Door {
  town?: string;
  road?: string;
  number?: string;
  building?: string;
  floor?: string;
  room?: string;
  rest?: string;
}

const townForm = /^[\u4e00-\u9fff]{2,6}?(?:街道(?:办事处)?|[镇乡])(?![路街巷]|大道|政府|中心)/;
const roadForm = /^[\u4e00-\u9fffA-Za-z\d]{1,12}?(?:(?:大道|大街|公路|胡同|[路街巷])(?:[东南西北中][段侧])?|[道里弄](?=\d))/;
const numberForm = /^(?:[甲乙丙附]\d{1,5}号?|\d{1,5}(?:[-之]\d{1,5})?(?:弄(?:\d{1,4}(?:[-之]\d{1,4})?号)?|号院|号)(?!楼|馆|线|门|桥|地铁))/;
const buildingForm =
  /(?<![A-Za-z\d])(?:[A-Za-z]{1,2}-?\d{0,3}|\d{1,3}[A-Za-z#]?|[一二三四五六七八九十甲乙东南西北主附]{1,3})(?:号楼|#楼|[栋幢座])/;
const floorForm = /第?(?<![A-Za-z\d])(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:层|楼|F(?![A-Za-z]))/;
const roomForm = /(?:\d{1,4}-)?(?:[A-Za-z]{1,2}-?\d{2,5}|\d{3,6}[A-Za-z]?)(?:[-~/]\d{1,5})?(?:室|号房|房间?|单元)?$|\d{1,6}(?:室|号房|房)$/;

export const readDoor = (text: string): Door => {
  let left = text.replace(/^[\s,，、.。·/\-—:：]+/, '');
  const take = (form: RegExp): string | undefined => {
    const found = form.exec(left);
    if (!found) return undefined;
    left = left.slice(0, found.index) + left.slice(found.index + found[0].length);
    return found[0];
  };
  const part = (name: keyof Door, value: string | undefined): Door => (value === undefined || value === '' ? {} : { [name]: value });
  const town = take(townForm);
  const road = take(roadForm);
  const number = take(numberForm);
  const building = take(buildingForm);
  const floor = take(floorForm);
  const room = building !== undefined || floor !== undefined || number !== undefined ? take(roomForm) : undefined;
  return {
    ...part('town', town),
    ...part('road', road),
    ...part('number', number),
    ...part('building', building),
    ...part('floor', floor),
    ...part('room', room),
    ...part('rest', left),
  };
};
