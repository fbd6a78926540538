import { randomUUID } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import { during } from '../../../shared/runtime/current-call.ts';
import { type Figure, median } from '../figure.ts';
import { holder, openBenchLane } from './bench-lane.ts';

const rows = 200_000;
/**
 * One file of 200,000 rows, from the worker's first look at the gate to the signed manifest, beside reading the same rows by the same calls and doing nothing with them: on tables of the local cloud that nothing
 * else hears of, in this process, so that memory can be seen.
 */
export const measureExport = async (say: (line: string) => void): Promise<Figure[]> => {
  const { own, lane, grantId, requestsName, store, macKey, newKey } = await openBenchLane(say, rows);
  const { CreateBucketCommand, S3Client } = await import('@aws-sdk/client-s3');
  const { batchesOf } = await import('../../../functions/data-requests/exports/bytes-of-file.ts');
  const { exportsBucket } = await import('../../../functions/data-requests/exports/exports.bucket.ts');
  const { exportsTable } = await import('../../../functions/data-requests/exports/exports.store.ts');
  const { fileLinks } = await import('../../../functions/data-requests/exports/file-links.bucket.ts');
  const { keepExports } = await import('../../../functions/data-requests/exports/keep-exports.ts');
  const { publicKeyOf, signing } = await import('../../../functions/data-requests/exports/signing.client.ts');
  const { writeExport } = await import('../../../functions/data-requests/exports/write-export.ts');
  const { resourcesTable } = await import('../../../functions/data-requests/catalogue/resources.store.ts');
  const { orderOfWindows, windowsOf } = await import('../../../functions/data-requests/delivery/windows.ts');
  const { grantsTable } = await import('../../../functions/data-requests/grants/grants.store.ts');
  const { grantKeys } = await import('../../../functions/data-requests/grants/keys.client.ts');
  const { openGate } = await import('../../../functions/data-requests/grants/open-gate.ts');

  const bucketName = `bench-exports-${own}`;
  await new S3Client({ forcePathStyle: true }).send(new CreateBucketCommand({ Bucket: bucketName }));
  const signingKey = await newKey({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });

  const [grants, resources, exports, keys] = [
    grantsTable(requestsName),
    resourcesTable(requestsName),
    exportsTable(requestsName),
    grantKeys(macKey),
  ];
  const gate = openGate({ grants, resources, keys });
  const bucket = exportsBucket(bucketName);
  const settings = { linkSeconds: 300, snapshotSeconds: 86_400, fileRows: 250_000, smallestCell: 5, mostCells: 50_000 };
  const windowsAtOnce = 16;
  const [orderIt] = keepExports({
    exports,
    gate,
    grants,
    resources,
    links: fileLinks(bucketName),
    publicKey: publicKeyOf(signingKey),
    settings,
    stuckSeconds: 900,
  });
  const work = writeExport({
    exports,
    gate,
    keys,
    rows: store,
    bucket,
    signer: signing(signingKey),
    settings,
    stuckSeconds: 900,
    windowsAtOnce,
  });

  const bare = async (): Promise<number> => {
    const begun = performance.now();
    let read = 0;
    const order = orderOfWindows(windowsOf(rows), (await keys.of(grantId)).orderOf);
    const readWindow = async (window: number) => (await store.window(lane, { feed: 1, windows: windowsOf(rows) }, window)).rows;
    for await (const batch of batchesOf({ read: readWindow, atOnce: windowsAtOnce }, order)) read += batch.flat().length;
    if (read !== rows) throw new Error(`${String(read)} rows were read`);
    return rows / ((performance.now() - begun) / 1000);
  };

  let peak = 0;
  const exported = async (format: string): Promise<number> => {
    const principal = { memberId: 'm-00000001', kind: 'person', departmentId: holder, roles: ['department-clerk'], clearance: 2 };
    const ordered = await orderIt?.handle({
      params: { grantId },
      body: { format, filters: [] },
      principal,
      address: '127.0.0.1',
      now: new Date(),
    } as never);
    if (ordered?.outcome !== 'done') throw new Error(`not ordered: ${String(ordered?.because)}`);
    const { exportId } = ordered.body as { exportId: string };
    globalThis.gc?.();
    await breathe();
    const before = process.memoryUsage().rss;
    const watching = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss - before)), 50);
    const begun = performance.now();
    await work({ exportId, file: 1 }, { clock: () => new Date(), timeIsUp: () => false });
    const seconds = (performance.now() - begun) / 1000;
    clearInterval(watching);
    const the = await exports.find(exportId);
    if (the?.state !== 'ready' || the.rows !== rows) throw new Error(`the export is ${String(the?.state)} with ${String(the?.rows)} rows`);
    say(`${format}: ${String(Math.round(the.bytes / 1024 / 1024))} MiB, ${seconds.toFixed(1)} s`);
    return rows / seconds;
  };

  return during({ correlationId: randomUUID(), actor: 'system:bench' }, async () => {
    say('预热 [warming up] …');
    await bare();
    const shares: number[] = [];
    const speeds: number[] = [];
    for (const format of ['csv', 'ndjson']) {
      const before = await bare();
      const speed = await exported(format);
      const after = await bare();
      say(`裸读 ${String(Math.round(before))} / ${String(Math.round(after))} 行/秒，导出 ${String(Math.round(speed))} 行/秒`);
      shares.push(speed / ((before + after) / 2));
      speeds.push(speed);
    }
    return [
      { name: 'export-share', value: Number(median(shares).toFixed(2)), unit: 'of reading bare', goal: '≥ 0.5' },
      { name: 'export-rows', value: Math.round(median(speeds)), unit: 'rows/s' },
      { name: 'export-memory', value: Math.round(peak / 1024 / 1024), unit: 'MiB above the beginning' },
    ];
  });
};
