import { randomBytes } from 'node:crypto';
import process from 'node:process';
import { bornAt } from '../processes.ts';
import { journalOfCity, keptByCity, markCityRunning, source } from './city-process.ts';
import { startCity } from './city.ts';

/** The city as a process of its own, beside `npm start`'s cloud; told what to play by its control path: docs/complaint-calls.md. */
const { credentials, port } = keptByCity();
const token = randomBytes(24).toString('base64url');
const begin = (on: number) =>
  startCity({ hub: { url: process.argv[2] ?? '', source }, credentials, port: on, journal: journalOfCity, secretSeconds: 7200, token });
// Another one where somebody has taken it: then the hub is told anew.
const city = await begin(port).catch(() => begin(0));
markCityRunning({ pid: process.pid, born: bornAt(process.pid) ?? '', url: city.url, hub: process.argv[2] ?? '', token });
process.once('SIGTERM', () => {
  void city.close().then(() => process.exit(0));
});
