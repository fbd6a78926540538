/** Everything this system ever says in its log. One place, so that an alarm or a search can rely on the words. */
export const sentences = {
  answered: 'Call answered',
  failed: 'Call failed',
  auditFailed: 'Audit message could not be sent',
  handled: 'Message handled',
  setAside: 'Message set aside, it can never work',
  staysQueued: 'Message stays in the queue',
  forwarded: 'Changes forwarded',
  notForwarded: 'Changes could not be forwarded and come again',
  jobDone: 'Job done',
  jobFailed: 'Job failed',
  tokenRefused: 'Token refused',
  tokenAccepted: 'Token accepted',
  uploadStuck: 'Upload was stuck and has been helped along',
  uploadNotHelped: 'Upload could not be helped along',
  reportFailed: 'Report of a given-up upload could not be made or stored',
  seeded: 'Seeds stored',
  rowsLoaded: 'Rows of an upload can be shared',
  recordsLinked: 'Records linked to their subjects',
  notDelivered: 'Message not acknowledged by its destination',
  destinationStill: 'Messages to a destination wait or are set aside, as they did when it was said before',
  destinationFailing: 'Destination does not acknowledge what it is sent',
  reconciliationFailed: 'A day could not be compared with an upper platform',
  reconciliationDiffers: 'A day does not agree with an upper platform',
  clocksNotWatched: 'Clocks of a case could not be looked at, and are looked at again',
} as const;

export type Sentence = keyof typeof sentences;
