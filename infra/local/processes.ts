import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';

/** Empty where there is no such process, or no ps. */
const ps = (...args: string[]): string => {
  const { status, stdout } = spawnSync('ps', args, { encoding: 'utf8' });
  return status === 0 ? stdout : '';
};

/** Another process may have a known pid by now: only pid and birth together name one. */
export const bornAt = (pid: number): string | undefined => {
  try {
    // The fields after the name, which may itself hold spaces and brackets: state first, start time the twentieth.
    const fields = readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
      .split(') ')
      .at(-1)
      ?.split(' ');
    return fields?.[0] === 'Z' ? undefined : fields?.[19];
  } catch {
    // No /proc (macOS), or no such process.
    return ps('-o', 'lstart=', '-p', String(pid)).trim() || undefined;
  }
};

export interface Member {
  pid: number;
  command: string;
}

const fromProc = (group: number): Member[] =>
  readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry): Member[] => {
      try {
        const [, , ofGroup] = readFileSync(`/proc/${entry}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
        return ofGroup === String(group)
          ? [{ pid: Number(entry), command: readFileSync(`/proc/${entry}/cmdline`, 'utf8').replaceAll('\0', ' ') }]
          : [];
      } catch {
        // Gone while we looked.
        return [];
      }
    });

const fromPs = (group: number): Member[] =>
  ps('-A', '-o', 'pid=,pgid=,args=')
    .split('\n')
    .flatMap((line): Member[] => {
      const [, pid, ofGroup, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
      return ofGroup === String(group) ? [{ pid: Number(pid), command: command ?? '' }] : [];
    });

export const membersOf = (group: number): Member[] => (process.platform === 'linux' ? fromProc(group) : fromPs(group));

export const kill = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already.
  }
};
