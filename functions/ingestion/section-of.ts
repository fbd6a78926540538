const utf8 = new TextEncoder();

const isAscii = (text: string): boolean => {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 0x7f) return false;
  return true;
};

/**
 * The section of the key space that a record belongs to: FNV-1a over the key's UTF-8, finished as in MurmurHash3, because FNV's low bits alone spread
 * consecutive numbers badly. Sections of uploads under way depend on it: never change it without draining them.
 */
export const sectionOf = (key: string, sections: number): number => {
  let hash = 0x811c9dc5;
  // Most keys are ASCII, where a character is its byte.
  if (isAscii(key)) for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  else for (const byte of utf8.encode(key)) hash = Math.imul(hash ^ byte, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) % sections;
};
