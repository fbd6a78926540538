/**
 * Runs `work` over `inputs`, at most `width` at a time, and hands the results on in the order of the inputs. However it ends, no work is under way any more: a worker
 * must not go on writing when its lease is over.
 */
export async function* inOrder<Input, Result>(
  inputs: Iterable<Input> | AsyncIterable<Input>,
  width: number,
  work: (input: Input) => Promise<Result>,
): AsyncGenerator<Result, void> {
  const underWay: Promise<Result>[] = [];
  try {
    for await (const input of inputs) {
      const result = work(input);
      // Its failure is met when its turn comes; until then it is not unhandled.
      result.catch(() => undefined);
      underWay.push(result);
      const first = underWay.length === width ? underWay.shift() : undefined;
      if (first) yield await first;
    }
    for (let first = underWay.shift(); first; first = underWay.shift()) yield await first;
  } finally {
    await Promise.allSettled(underWay);
  }
}
