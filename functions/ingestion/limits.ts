/** What one file may hold; docs/formats.md lists them. */
export const mostColumns = 1000;
export const mostRecordBytes = 1_048_576;
/** The header is stored with the upload. */
export const longestHeader = 40_000;
/** A chunk of many tiny rows would not fit into its reader's memory. */
export const mostRowsOfChunk = 20_000;
/** Every chunk is an item, a message and a summary; 5 GB of ordinary rows stay far below. */
export const mostChunks = 10_000;
export const largestWorkbook = 200 * 1_048_576;
