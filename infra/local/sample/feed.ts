import type { SignIns } from '../seed.ts';

export const feedSample = (_url: string, _signIns: SignIns, _say: (line: string) => void): Promise<void> => Promise.resolve();
