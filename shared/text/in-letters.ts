const letters = 'abcdefghijklmnopqrstuvwxyz234567';

/** Five bits a letter, from the front (RFC 4648's base 32): lower case, and no digit that is taken for a letter. */
export const inLetters = (bytes: Uint8Array, length: number): string => {
  let text = '';
  for (let at = 0; at < length; at++) {
    const bit = at * 5;
    const pair = ((bytes[bit >> 3] ?? 0) << 8) | (bytes[(bit >> 3) + 1] ?? 0);
    text += letters.charAt((pair >> (11 - (bit & 7))) & 31);
  }
  return text;
};
