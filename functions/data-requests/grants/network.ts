/** IPv4 and IPv6 networks, `10.1.0.0/16`, or one address. `node:net` has a list for it, but opens connections too, so a file that only computes does without. */

interface Address {
  bits: 32 | 128;
  value: bigint;
}

const ipv4 = (text: string): bigint | undefined => {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) return undefined;
  return parts.reduce((value, part) => value * 256n + BigInt(part), 0n);
};

const groupsOf = (text: string): string[] => (text === '' ? [] : text.split(':'));

const ipv6 = (text: string): bigint | undefined => {
  // The last two groups may be written as IPv4.
  const tail = /:(\d+\.\d+\.\d+\.\d+)$/.exec(text)?.[1];
  const four = tail === undefined ? undefined : ipv4(tail);
  if (tail !== undefined && four === undefined) return undefined;
  const whole =
    tail === undefined || four === undefined
      ? text
      : `${text.slice(0, -tail.length)}${(four >> 16n).toString(16)}:${(four & 0xffffn).toString(16)}`;
  const halves = whole.split('::');
  if (halves.length > 2) return undefined;
  const [first = [], second] = halves.map(groupsOf);
  const missing = 8 - first.length - (second?.length ?? 0);
  if (second === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...first, ...Array<string>(second === undefined ? 0 : missing).fill('0'), ...(second ?? [])];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.reduce((value, group) => value * 65536n + BigInt(`0x${group}`), 0n);
};

const addressOf = (text: string): Address | undefined => {
  const four = ipv4(text);
  if (four !== undefined) return { bits: 32, value: four };
  const six = ipv6(text);
  if (six === undefined) return undefined;
  // ::ffff:10.1.2.3 is 10.1.2.3, come by another way.
  return six >> 32n === 0xffffn ? { bits: 32, value: six & 0xffff_ffffn } : { bits: 128, value: six };
};

const networkOf = (text: string): (Address & { prefix: number }) | undefined => {
  const [address = '', prefix, ...rest] = text.split('/');
  const at = addressOf(address);
  if (!at || rest.length > 0 || (prefix !== undefined && !/^\d{1,3}$/.test(prefix))) return undefined;
  const length = prefix === undefined ? at.bits : Number(prefix);
  return length <= at.bits ? { ...at, prefix: length } : undefined;
};

export const isNetwork = (text: string): boolean => networkOf(text) !== undefined;

/** What cannot be read lies nowhere. */
export const isWithin = (address: string, network: string): boolean => {
  const at = addressOf(address);
  const within = networkOf(network);
  if (!at || at.bits !== within?.bits) return false;
  const rest = BigInt(within.bits - within.prefix);
  return at.value >> rest === within.value >> rest;
};
