/** A refusal is an answer, not an exception: the rules say no, and say why. `because` is a stable code; a route maps it to a status. */
export interface Refusal<Because extends string = string> {
  outcome: 'refused';
  because: Because;
  /** What the caller can do about it, in Chinese. */
  detail?: string;
  errors?: FieldFault[];
}

export interface FieldFault {
  /** Where: a path into the request, such as `body.size`. */
  path: string;
  message: string;
}

export const refuse = <Because extends string>(because: Because, detail?: string): Refusal<Because> => ({
  outcome: 'refused',
  because,
  ...(detail === undefined ? {} : { detail }),
});

/** Can never work, however often it is tried: set aside with its reason (queue) or 422 (HTTP). */
export class Unprocessable extends Error {
  override name = 'Unprocessable';
}

/** May work later: stays in the queue, or 503 with Retry-After (HTTP). */
export class TryAgain extends Error {
  override name = 'TryAgain';
  /** In the queue: when to come again, where that is known better than by the number of deliveries. */
  readonly afterSeconds: number | undefined;

  constructor(message: string, afterSeconds?: number) {
    super(message);
    this.afterSeconds = afterSeconds;
  }
}
