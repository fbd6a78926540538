import { describe, expect, it } from 'vitest';
import { commands, readCommandLine, usage, UsageError } from '../../cli/command-line.ts';

describe('the command line', () => {
  it('is a command, its words and its options, in any order', () => {
    const line = readCommandLine(['--as', 'market-clerk', 'upload', '企业.csv', '--dataset=market-entities', '--no-wait', '--json']);
    expect(line).toMatchObject({
      command: 'upload',
      words: ['企业.csv'],
      values: { as: 'market-clerk', dataset: 'market-entities', wait: false, json: true },
    });
  });

  it.each([['--help'], ['-h'], ['help'], ['upload', '--help']])('shows the usage for %s %s', (...argv) => {
    expect(readCommandLine(argv.filter((word) => typeof word === 'string'))).toBe('help');
  });

  it.each([
    [[], '没有写命令'],
    [['uplaod'], '没有“uplaod”这个命令'],
    [['toString'], '没有“toString”这个命令'],
    [['upload'], '用法：npm run hub -- upload 文件'],
    [['report', 'u-1', 'u-2'], '用法：npm run hub -- report'],
    [['whoami', '--wait'], '命令 whoami 没有选项 --wait'],
    [['whoami', '--loud'], '没有选项 --loud'],
    [['uploads', '--limit'], '写得不对'],
  ])('says what is wrong with %j', (argv, message) => {
    expect(() => readCommandLine(argv)).toThrow(UsageError);
    expect(() => readCommandLine(argv)).toThrow(message);
  });

  it('explains every command', () => {
    for (const command of Object.values(commands)) expect(usage).toContain(command.usage);
  });
});
