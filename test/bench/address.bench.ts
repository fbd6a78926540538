import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import { type StandardAddress, standardiseAddress } from '../../shared/address/standardise-address.ts';
import { drawFor } from '../../infra/local/sample/draw.ts';
import { type Bench, type Figure, median } from './figure.ts';

const root = path.resolve(import.meta.dirname, '../..');
const file = path.resolve(root, '../shared/data/cpca_addr/addr.csv');
const venv = path.join(root, '.local/bench-venv-address');
const requirements = path.join(import.meta.dirname, 'address-requirements.txt');

const Peer = z.object({ seconds: z.number(), codes: z.array(z.string()) });

const run = (command: string, args: string[], input = ''): string => {
  const { status, stdout, stderr, error } = spawnSync(command, args, { input, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });
  if (status !== 0) throw new Error(`${command}: ${error?.message ?? stderr}`);
  return stdout;
};

/** Python with cpca, made once. */
const peer = (say: (line: string) => void, addresses: readonly string[]): z.infer<typeof Peer> => {
  const stamp = path.join(venv, '.installed');
  const wanted = readFileSync(requirements, 'utf8');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    say('installing cpca into .local/bench-venv-address …');
    rmSync(venv, { recursive: true, force: true });
    run('python3', ['-m', 'venv', venv]);
    run(path.join(venv, 'bin/pip'), ['install', '--quiet', '--requirement', requirements]);
    writeFileSync(stamp, wanted);
  }
  return Peer.parse(
    JSON.parse(run(path.join(venv, 'bin/python'), [path.join(import.meta.dirname, 'address_peer.py')], JSON.stringify(addresses))),
  );
};

const share = (count: number, all: number): number => Number((count / all).toFixed(4));

/** Real company addresses of the whole country: how many are resolved and how fast, beside cpca (PyPI) on the same rows. */
export const bench: Bench = ({ say, args }) => {
  if (!existsSync(file)) {
    say(`skipped: ${file} is not there (18,367 company addresses, column 原始地址)`);
    return Promise.resolve([]);
  }
  const rows = z.array(z.array(z.string())).parse(parse(readFileSync(file), { bom: true, relax_column_count: true, from_line: 2 }));
  const addresses = rows.map(([address = '']) => address);

  let addressesOut: StandardAddress[] = addresses.map(standardiseAddress);
  const seconds = Array.from({ length: 5 }, () => {
    const begun = performance.now();
    addressesOut = addresses.map(standardiseAddress);
    return (performance.now() - begun) / 1000;
  });
  const rate = addresses.length / median(seconds);
  const resolved = (of: (address: StandardAddress) => unknown): number => share(addressesOut.filter(of).length, addresses.length);
  const figures: Figure[] = [
    { name: 'rows', value: addresses.length, unit: 'addresses' },
    { name: 'province', value: resolved(({ province }) => province), unit: 'share resolved' },
    { name: 'city', value: resolved(({ city, district }) => city ?? district), unit: 'share resolved' },
    { name: 'district', value: resolved(({ district }) => district), unit: 'share resolved' },
    { name: 'certain', value: resolved(({ sure }) => sure === 'certain'), unit: 'share' },
    { name: 'ambiguous', value: resolved(({ sure }) => sure === 'ambiguous'), unit: 'share' },
    { name: 'rows-per-second', value: Math.round(rate), unit: 'addresses/s' },
  ];
  if (args.includes('--look')) {
    const draw = drawFor(1, 1, 0);
    for (let row = 0; row < 100; row += 1) {
      const at = draw.below(addresses.length);
      const { sure, province, city, district, zone, because } = addressesOut[at] ?? standardiseAddress('');
      const names = [province, city, district].map((each) => each?.name ?? '-').join(' ');
      say(`${addresses[at] ?? ''} | ${sure} ${names} ${zone ?? ''} | ${because.join('；')}`);
    }
  }
  if (args.includes('--no-peer')) return Promise.resolve(figures);

  say('cpca …');
  const theirs = peer(say, addresses);
  // A municipality is its own city, here as there.
  const known = (form: RegExp): number => share(theirs.codes.filter((code) => form.test(code)).length, addresses.length);
  const both = addressesOut.flatMap(({ district }, at) => {
    const code = theirs.codes[at] ?? '';
    return district && code.length === 6 && !code.endsWith('00') ? [district.code === code] : [];
  });
  const [province, district] = [known(/^\d{6}$/), known(/^\d{4}(?!00)\d\d$/)];
  figures.push(
    { name: 'cpca-province', value: province, unit: 'share resolved' },
    { name: 'cpca-city', value: known(/^(?:(?:11|12|31|50)\d{4}|\d\d(?!00)\d{4})$/), unit: 'share resolved' },
    { name: 'cpca-district', value: district, unit: 'share resolved' },
    { name: 'cpca-rows-per-second', value: Math.round(addresses.length / theirs.seconds), unit: 'addresses/s' },
    { name: 'province-vs-cpca', value: Number((resolved((address) => address.province) / province).toFixed(2)), unit: '×' },
    { name: 'district-vs-cpca', value: Number((resolved((address) => address.district) / district).toFixed(2)), unit: '×' },
    { name: 'speed-vs-cpca', value: Number((rate / (addresses.length / theirs.seconds)).toFixed(1)), unit: '×' },
    { name: 'same-district', value: share(both.filter(Boolean).length, both.length), unit: 'of those that both resolve' },
  );
  if (args.includes('--differences'))
    for (const [at, { district: ours }] of addressesOut.entries()) {
      const code = theirs.codes[at] ?? '';
      if ((ours?.code ?? '') !== (code.endsWith('00') ? '' : code))
        say(`${addresses[at] ?? ''} | ${ours?.code ?? '-'} ${ours?.name ?? ''} | cpca ${code}`);
    }
  return Promise.resolve(figures);
};
